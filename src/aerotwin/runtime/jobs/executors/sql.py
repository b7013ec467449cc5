"""sql_task: the statements of a file, on the lakehouse's server."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.jobs import sql_worker
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output, Task
from aerotwin.runtime.jobs.process import spark_environment, spawn, tail, watch
from aerotwin.runtime.jobs.references import push_down


def refusal(task: Task, _bundle: Bundle) -> str | None:
    """Queries, dashboards and alerts are objects of a workspace; files are in the bundle."""
    for kind in ("query", "dashboard", "alert"):
        if task.spec.get(kind):
            return f"sql_task with {kind}: it lives in a workspace; a sql_task with file runs locally"
    return None if task.spec.get("file") else "sql_task needs file"


def run(context: Context, attempt: Attempt) -> Output:
    """Run the file's statements in order; the last result's rows are the task's output.

    Named markers (`:name`) take the job's and the task's parameters. Raises AeroTwinError with the statement
    that failed.
    """
    file = Path(context.home.local(str(attempt.spec["file"]["path"])))
    if not file.is_file():
        raise AeroTwinError(f"There is no SQL file {file}.")
    parameters = push_down(attempt.spec.get("parameters") or {}, attempt.job_parameters)
    output = attempt.directory / sql_worker.OUTPUT
    output.unlink(missing_ok=True)
    attempt.log.write_bytes(b"")
    environment = spark_environment(context.services, attempt)
    arguments = [str(file), parameters, str(output)]
    began = time.monotonic()
    pool = context.services.pool()
    call = f"{sql_worker.__name__}:main"
    process = (
        pool.fork(call, arguments, environment=environment, directory=file.parent, log=attempt.log)
        if pool
        else spawn([sys.executable, "-m", sql_worker.__name__, *sql_worker.to_argv(arguments)],
                   environment, file.parent, attempt.log)
    )  # fmt: skip
    code = watch(process, environment, attempt.task.timeout or None, attempt.cancel)
    if code:
        raise AeroTwinError(sql_worker.failure(attempt.log.read_text(errors="replace")) or tail(attempt.log))
    seconds = round(time.monotonic() - began, 3)
    return Output(None, {"work": seconds, "total": seconds})
