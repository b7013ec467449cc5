"""Run a bundle's job, or repair a run of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.exclusive import exclusive
from aerotwin.runtime.jobs.executors import executors, refuse_unsupported
from aerotwin.runtime.jobs.graph import downstream
from aerotwin.runtime.jobs.listener import Listener
from aerotwin.runtime.jobs.model import Job, TaskRun, job_of
from aerotwin.runtime.jobs.outcomes import Result, State
from aerotwin.runtime.jobs.overrides import apply
from aerotwin.runtime.jobs.runner import MakeExecutors, Runner, RunResult
from aerotwin.runtime.jobs.store import Store
from aerotwin.runtime.jobs.trigger import Trigger

DONE = frozenset({State.SUCCESS, State.EXCLUDED, State.DISABLED, State.SKIPPED})
MAX_PARALLEL = max(2, os.cpu_count() or 2)

__all__ = ["MAX_PARALLEL", "Listener", "RunResult", "repair_run", "run_job", "to_repair"]


def run_job(
    bundle: Bundle,
    key: str,
    *,
    home: Home,
    listener: Listener,
    only: list[str] | None = None,
    params: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    max_parallel: int = MAX_PARALLEL,
    queue: bool = False,
    restart: bool = False,
    skip_unsupported: bool = False,
    trigger: Trigger | None = None,
    cancel: threading.Event | None = None,
    make: MakeExecutors = executors,
) -> RunResult:
    """Run the job `key` of a bundle, or of its tasks those that match the globs in `only`.

    `params` are the job's parameters, `overrides` those of its tasks (`notebook_params`, …).

    While another run is at work on the lakehouse it waits if the job's queue is enabled or `queue` is set;
    `restart` cancels the job's own runs first.
    Else, if the job has as many active runs as max_concurrent_runs allows, it is stored as skipped. Raises
    AeroTwinError before anything runs: unknown job, task or parameter, a task that does not run locally
    (unless `skip_unsupported`), or another active run without a queue. `cancel` ends the run in order.
    """
    whole = apply(job_of(bundle, key).with_parameters(params or {}), overrides or {})
    if not whole.tasks:
        raise AeroTwinError(f'job "{key}" has no tasks, so there is nothing to run.')
    job = whole.select(only) if only else whole
    if not skip_unsupported:
        refuse_unsupported(job, bundle)
    cancel = cancel or threading.Event()
    facts: dict[str, Any] = {
        "job_key": key,
        "job_name": job.name,
        "bundle_root": bundle.root,
        "target": bundle.target,
        "parameters": job.parameters,
        "variables": bundle.given,
        "selected": only or [],
        "trigger": trigger or Trigger(),
        "skip_unsupported": skip_unsupported,
        "overrides": overrides or {},
    }
    with closing(Store(home.runs_db)) as store:
        for active in store.active_runs(key) if restart else ():
            listener.say(f"Cancelling run {active}")
            store.request_cancel(active)
        waits = queue or restart or job.queue
        if not waits and len(store.active_runs(key)) >= job.max_concurrent_runs:
            run_id = store.begin(**facts)
            store.end(run_id, Result.SKIPPED, {})
            raise AeroTwinError(
                f"Run {run_id} was skipped: {key} has reached its max_concurrent_runs, "
                f"{job.max_concurrent_runs}, and its queue is not enabled. --queue waits."
            )
        with exclusive(home, store, waits, listener.say, cancel):
            run_id = store.begin(**facts)
            left_out = whole.left_out(job)
            if left_out:
                listener.say(f"Not run, and taken as they are: {', '.join(left_out)}")
            runner = Runner(bundle, job, run_id, store, home, listener, max_parallel, make, facts["trigger"])
            runner.skip_unsupported, runner.cancel = skip_unsupported, cancel
            with _stopped_by_signals(cancel):
                return runner.run({})


def repair_run(
    bundle: Bundle,
    run_id: int,
    *,
    home: Home,
    listener: Listener,
    tasks: Collection[str] = (),
    dependents: bool = False,
    max_parallel: int = MAX_PARALLEL,
    queue: bool = False,
    make: MakeExecutors = executors,
) -> RunResult:
    """Run again, in the same run, the tasks that did not succeed and those that depend on them.

    With `tasks` only these, with `dependents` also those that depend on them. `bundle` must be the run's, for
    its target and variables. Raises AeroTwinError if there is nothing to repair, for an unknown task, or for
    another active run (unless `queue`).
    """
    cancel = threading.Event()
    with closing(Store(home.runs_db)) as store, exclusive(home, store, queue, listener.say, cancel):
        stored = store.run(run_id)
        known = job_of(bundle, stored.job_key)
        job = known.with_parameters(
            {name: text for name, text in stored.parameters.items() if name in known.parameters}
        )
        job = apply(job, stored.overrides)
        job = job.select(stored.selected) if stored.selected else job
        latest = store.latest(run_id)
        earlier = {name: run for name, run in latest.items() if name in job.tasks}
        again = _named(job, tasks, dependents) if tasks else to_repair(job, earlier)
        if not again:
            raise AeroTwinError(f"Run {run_id} succeeded: there is nothing to repair.")
        skip_unsupported = bool(stored.skip_unsupported)
        if not skip_unsupported:
            refuse_unsupported(job, bundle)
        store.begin_repair(run_id)
        runner = Runner(
            bundle, job, run_id, store, home, listener, max_parallel, make, Trigger(**stored.trigger)
        )
        runner.skip_unsupported, runner.cancel = skip_unsupported, cancel
        runner.repair_count = stored.repair_count + 1
        runner.started = stored.started_at
        runner.earlier = latest
        # What a changed predecessor feeds must be done anew; only the heads of what failed go on.
        runner.resumed = frozenset(key for key in again if not again & set(job.edges[key]))
        kept = {
            key: earlier.get(key, TaskRun(key, State.INTERRUPTED)) for key in job.tasks if key not in again
        }
        with _stopped_by_signals(cancel):
            return runner.run(kept)


def to_repair(job: Job, runs: Mapping[str, TaskRun]) -> set[str]:
    """The tasks that a repair runs again: all that are not done, and everything downstream of them."""
    undone = [key for key in job.tasks if key not in runs or runs[key].state not in DONE]
    return downstream(job.edges, undone)


def _named(job: Job, tasks: Collection[str], dependents: bool) -> set[str]:
    chosen = set(job.select(list(tasks)).tasks)
    return downstream(job.edges, chosen) if dependents else chosen


@contextmanager
def _stopped_by_signals(cancel: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM cancel the run in order; a second one ends the process at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, _frame: object) -> None:
        if cancel.is_set():
            os._exit(128 + signum)
        cancel.set()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
