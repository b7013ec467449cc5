"""dashboard_task: a dashboard of the bundle, drawn as it stands into the task's folder."""

from __future__ import annotations

import sys
import time

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.dashboards import worker
from aerotwin.runtime.dashboards.boards import declared
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output, Task
from aerotwin.runtime.jobs.process import spark_environment, spawn, tail, watch


def refusal(task: Task, bundle: Bundle) -> str | None:
    """Only dashboards of the bundle have a file to draw."""
    key = str(task.spec.get("dashboard_id") or "")
    if key in declared(bundle):
        return None
    of_this = "${resources.dashboards.KEY.id} of this bundle"
    return f'dashboard_task with dashboard_id "{key}": only {of_this} can be drawn here'


def run(context: Context, attempt: Attempt) -> Output:
    """Run every query; the HTML file and the charts as pictures stay with the task.

    Raises AeroTwinError with every tile that errs: a reader would see it too. An empty tile is no error.
    """
    one = declared(context.bundle)[str(attempt.spec["dashboard_id"])]
    arguments = [one.key, one.title, str(one.file), one.catalog, one.schema, str(attempt.directory)]
    attempt.log.write_bytes(b"")
    environment = spark_environment(context.services, attempt)
    began = time.monotonic()
    pool = context.services.pool()
    process = (
        pool.fork(f"{worker.__name__}:main", arguments, environment=environment, directory=one.file.parent,
                  log=attempt.log)
        if pool
        else spawn([sys.executable, "-m", worker.__name__, *worker.to_argv(arguments)],
                   environment, one.file.parent, attempt.log)
    )  # fmt: skip
    code = watch(process, environment, attempt.task.timeout or None, attempt.cancel)
    if code:
        raise AeroTwinError(worker.failures(attempt.log.read_text(errors="replace")) or tail(attempt.log))
    seconds = round(time.monotonic() - began, 3)
    return Output(None, {"work": seconds, "total": seconds})
