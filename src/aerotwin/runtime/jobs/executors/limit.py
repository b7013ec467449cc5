"""The timeout of a task that runs other tasks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aerotwin.runtime.jobs.model import Attempt
from aerotwin.runtime.kernels.errors import TaskTimeout

WATCH_SECONDS = 0.05


@contextmanager
def limited(attempt: Attempt) -> Iterator[threading.Event]:
    """An event for what the attempt runs, set when the attempt is cancelled or its time is over.

    Raises TaskTimeout at the end in the latter case.
    """
    stop, over = threading.Event(), threading.Event()
    late = threading.Event()
    deadline = time.monotonic() + attempt.task.timeout if attempt.task.timeout else None

    def follow() -> None:
        while not over.wait(WATCH_SECONDS):
            if deadline is not None and time.monotonic() > deadline:
                late.set()
            if late.is_set() or attempt.cancel.is_set():
                stop.set()
                return

    follower = threading.Thread(target=follow, name="limit", daemon=True)
    follower.start()
    try:
        yield stop
    finally:
        over.set()
        follower.join()
        if late.is_set():
            raise TaskTimeout(f"Timed out after {attempt.task.timeout:g} s.")
