"""python_wheel_task: an entry point of a wheel, in an environment where that wheel is installed."""

from __future__ import annotations

from typing import Any

from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.jobs import entry_point
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output, Task
from aerotwin.runtime.jobs.process import run_python
from aerotwin.runtime.jobs.references import push_down


def refusal(task: Task, _bundle: Bundle) -> str | None:
    """A wheel task needs to say what to call."""
    missing = [name for name in ("package_name", "entry_point") if not task.spec.get(name)]
    return f"python_wheel_task needs {' and '.join(missing)}" if missing else None


def run(context: Context, attempt: Attempt) -> Output:
    """Call the entry point; what it prints goes to the attempt's log. Raises AeroTwinError if it fails."""
    spec = attempt.spec
    prepared = context.packages.prepare(attempt)
    attempt.environment.update(prepared.environment())
    # -P: the launcher's neighbours must not be importable by their bare names.
    launcher = [prepared.python, "-P", str(entry_point.__file__)]
    command = [*launcher, str(spec["package_name"]), str(spec["entry_point"])]
    given = arguments(spec, attempt.job_parameters)
    return run_python(context.services, attempt, [*command, *given], context.bundle.root)


def arguments(spec: dict[str, Any], job_parameters: dict[str, str]) -> list[str]:
    """`parameters` as they are, or `named_parameters` as `--name=value`.

    Only a task with named parameters gets the job's, which win over its own.
    """
    if spec.get("named_parameters"):
        return [
            f"--{name}={text}" for name, text in push_down(spec["named_parameters"], job_parameters).items()
        ]
    return [str(one) for one in spec.get("parameters") or []]
