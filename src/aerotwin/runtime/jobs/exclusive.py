"""One run at a time on a lakehouse."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.store import Store

POLL_SECONDS = 0.5


@contextmanager
def exclusive(
    home: Home, store: Store, queue: bool, say: Callable[[str], None], cancel: threading.Event
) -> Iterator[None]:
    """Hold the lakehouse for one run.

    While another process holds it: waits if `queue`, else raises AeroTwinError naming that run and its
    process; raises it too when `cancel` is set while waiting. The operating system releases the lock of a
    process that dies.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    with (home.path / "run.lock").open("a") as handle:
        told = False
        while not _take(handle.fileno()):
            run = store.active()
            who = f"run {run.run_id} of {run.job_key} (pid {run.pid})" if run else "another run"
            if not queue:
                hint = f", or end it with `aerotwin jobs cancel-run {run.run_id}`" if run else ""
                raise AeroTwinError(
                    f"{who} is active on this lakehouse, {home.path}. Wait for it with --queue{hint}."
                )
            if not told:
                say(f"Waiting for {who}")
                told = True
            if cancel.wait(POLL_SECONDS):
                raise AeroTwinError(f"Cancelled while waiting for {who}.")
        # Now that nobody else is at work, a run that still says so was interrupted.
        store.active()
        yield


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
