"""`aerotwin jobs serve`: the schedules of a bundle, until stopped."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import closing
from datetime import datetime

from rich.console import Console

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.ending import to_json
from aerotwin.runtime.jobs.model import job_of
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.progress import Lines, clock
from aerotwin.runtime.jobs.run import run_job
from aerotwin.runtime.jobs.serve import Server
from aerotwin.runtime.jobs.store import Store
from aerotwin.runtime.jobs.timers import timers_of
from aerotwin.runtime.jobs.trigger import Trigger


def serve(bundle: Bundle, home: Home, max_parallel: int, skip_unsupported: bool) -> None:
    """Run the bundle's jobs as their schedules tell until Ctrl-C or SIGTERM.

    Raises AeroTwinError for a bad schedule, or if there is none to serve.
    """
    console = Console(highlight=False)
    stop = threading.Event()

    def say(text: str) -> None:
        console.print(f"{datetime.now():%Y-%m-%d %H:%M:%S} {text}", markup=False, soft_wrap=True)

    def run(key: str, trigger: Trigger, cancel: threading.Event) -> None:
        with Lines(console) as listener:
            ended = run_job(
                bundle,
                key,
                home=home,
                listener=listener,
                max_parallel=max_parallel,
                queue=True,
                skip_unsupported=skip_unsupported,
                trigger=trigger,
                cancel=cancel,
            )
        facts = to_json(ended)
        say(f"{key}: run {facts['run_id']} {facts['result']} in {clock(facts['seconds'])}")

    def skipped(key: str, trigger: Trigger) -> None:
        job = job_of(bundle, key)
        with closing(Store(home.runs_db)) as store:
            run_id = store.begin(
                job_key=key,
                job_name=job.name,
                bundle_root=bundle.root,
                target=bundle.target,
                parameters=job.parameters,
                variables=bundle.given,
                selected=[],
                trigger=trigger,
            )
            store.end(run_id, Result.SKIPPED, {})

    timers, notes = {}, []
    now = time.time()
    for key, resource in bundle.resources.get("jobs", {}).items():
        found, told = timers_of(resource, home, now)
        notes += [f"{key}: {one}" for one in told]
        if found:
            timers[key] = found
    if not timers:
        told = [f" {one}." for one in notes]
        raise AeroTwinError(f"No job of this bundle has a schedule or trigger to serve.{''.join(told)}")
    jobs = {key: job_of(bundle, key) for key in timers}
    for line in [*notes, *(f"{key}: {one.describe()}" for key in timers for one in timers[key])]:
        say(line)

    def end(signum: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(128 + signum)
        stop.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        Server(jobs, timers, run, say, skipped, stop=stop).serve()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    say("Stopped.")
