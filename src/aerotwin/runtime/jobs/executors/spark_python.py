"""spark_python_task: a Python file in a process of its own."""

from __future__ import annotations

from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output, Task
from aerotwin.runtime.jobs.process import run_python
from aerotwin.runtime.notebooks.paths import local


def refusal(task: Task, _bundle: Bundle) -> str | None:
    """A file that is not on this machine cannot run here."""
    file = str(task.spec.get("python_file", ""))
    if file.startswith(("dbfs:", "s3:", "abfss:", "gs:")):
        return f"python_file {file} is not a file of the bundle"
    return None


def run(context: Context, attempt: Attempt) -> Output:
    """Run it with `parameters` as its arguments; what it prints goes to the attempt's log.

    It finds `spark` and `dbutils`; `SparkSession.builder.getOrCreate()` gives that session. Raises
    AeroTwinError with the end of the traceback if it fails.
    """
    file = Path(local(str(attempt.spec["python_file"]), context.bundle.root))
    if not file.is_file():
        raise AeroTwinError(f"There is no Python file {file}.")
    arguments = [str(one) for one in attempt.spec.get("parameters") or []]
    prepared = context.packages.prepare(attempt)
    attempt.environment.update(prepared.environment())
    command = [prepared.python, "-m", "aerotwin.runtime.notebooks.script", str(file), *arguments]
    return run_python(context.services, attempt, command, file.parent)
