"""pipeline_task: a declarative pipeline of the bundle."""

from __future__ import annotations

from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output


def run(context: Context, attempt: Attempt) -> Output:
    """Run it to its end. Raises AeroTwinError for a pipeline that is not in the bundle."""
    from aerotwin.runtime.pipelines.run import run_pipeline

    pipeline = context.bundle.resource("pipelines", str(attempt.spec["pipeline_id"]))
    result = run_pipeline(
        pipeline,
        bundle_root=context.bundle.root,
        home=context.home,
        environment={**attempt.environment, **context.services.spark()},
        pool=context.services.pool(),
        full_refresh=_flag(attempt.spec.get("full_refresh")),
        timeout=attempt.task.timeout or None,
        cancel=attempt.cancel,
        log=attempt.log,
    )
    return Output(None, {"work": result.seconds, "total": result.seconds})


def _flag(value: object) -> bool:
    """A setting that may come as text, from a reference such as `{{job.parameters.full}}`."""
    return value.strip().lower() == "true" if isinstance(value, str) else bool(value)
