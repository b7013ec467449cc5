"""pipeline_task: a declarative pipeline of the bundle."""

from __future__ import annotations

from dataclasses import replace

from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output


def run(context: Context, attempt: Attempt) -> Output:
    """Run it to its end. Raises AeroTwinError for a pipeline that is not in the bundle."""
    from aerotwin.runtime.pipelines.run import run_pipeline
    from aerotwin.runtime.pipelines.running import left, running
    from aerotwin.runtime.spark.interrupt import interrupt

    key = str(attempt.spec["pipeline_id"])
    services = context.services
    pipeline = context.bundle.resource("pipelines", key)

    def end(environment: dict[str, str]) -> None:
        # Interrupting takes up to a minute and may leave batch flows; a cancelled run needs Spark no more.
        if not (attempt.cancel.is_set() and services.stop_spark()):
            interrupt(environment)

    if key in left(context.home):
        services.restart_spark()
    wanted = (pipeline.get("environment") or {}).get("dependencies") or []
    prepared = context.packages.prepare(replace(attempt, requirements=tuple(wanted)))
    environment = {**attempt.environment, **services.spark(), **prepared.environment()}
    with running(context.home, key):
        result = run_pipeline(
            pipeline,
            bundle_root=context.bundle.root,
            home=context.home,
            environment=environment,
            pool=services.pool(),
            full_refresh=_flag(attempt.spec.get("full_refresh")),
            full_refresh_selection=attempt.spec.get("full_refresh_selection") or (),
            refresh_selection=attempt.spec.get("refresh_selection") or (),
            validate_only=_flag(attempt.spec.get("validate_only")),
            timeout=attempt.task.timeout or None,
            cancel=attempt.cancel,
            log=attempt.log,
            key=key,
            python=prepared.python,
            end=end,
        )
    return Output(None, {"work": result.seconds, "total": result.seconds})


def _flag(value: object) -> bool:
    """A setting that may come as text, from a reference such as `{{job.parameters.full}}`."""
    return value.strip().lower() == "true" if isinstance(value, str) else bool(value)
