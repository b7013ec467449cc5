"""Run a bundle's jobs when their schedules and triggers are due, until stopped."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Job
from aerotwin.runtime.jobs.timers import Timer
from aerotwin.runtime.jobs.trigger import Trigger

LONGEST_WAIT_SECONDS = 60.0

# run(key, trigger, cancel) runs a job to its end; it raises AeroTwinError for a run that cannot start.
Run = Callable[[str, Trigger, threading.Event], object]


@dataclass
class Server:
    """Starts runs of `jobs` as their `timers` tell, one at a time: a lakehouse takes no more.

    A job that has as many runs under way or waiting as its max_concurrent_runs allows gets one more only if
    its queue is enabled; else `skipped` is told. `say` hears what happens.
    """

    jobs: Mapping[str, Job]
    timers: Mapping[str, Sequence[Timer]]
    run: Run
    say: Callable[[str], None] = lambda _text: None
    skipped: Callable[[str, Trigger], None] = lambda _key, _trigger: None
    now: Callable[[], float] = time.time
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._waiting: deque[tuple[str, Trigger]] = deque()
        self._running: str | None = None
        self._cancel = threading.Event()
        self._changed = threading.Condition()

    def serve(self) -> None:
        """Serve until `stop` is set; then the run under way is cancelled in order, those waiting dropped."""
        worker = threading.Thread(target=self._work, name="serve")
        worker.start()
        try:
            while not self.stop.is_set():
                self.look()
                self.stop.wait(self._pause())
        finally:
            self.stop.set()
            with self._changed:
                self._cancel.set()
                self._changed.notify_all()
            worker.join()
        if self._waiting:
            self.say(f"Dropped: {', '.join(key for key, _ in self._waiting)}")

    def look(self) -> None:
        """Take in every run that is due now."""
        for key, timers in self.timers.items():
            for timer in timers:
                trigger = timer.due(self.now())
                if trigger is not None:
                    self._submit(key, trigger)

    def _pause(self) -> float:
        now = self.now()
        times = [at for timers in self.timers.values() for one in timers if (at := one.look(now)) is not None]
        return max(0.0, min([at - now for at in times] + [LONGEST_WAIT_SECONDS]))

    def _submit(self, key: str, trigger: Trigger) -> None:
        job = self.jobs[key]
        with self._changed:
            taken = sum(one == key for one, _ in self._waiting) + (self._running == key)
            if taken >= job.max_concurrent_runs and not job.queue:
                self.say(f"{key}: skipped, {taken} of {job.max_concurrent_runs} concurrent runs are taken")
                self.skipped(key, trigger)
                return
            self.say(f"{key}: due by {trigger.type}" + (", queued" if self._running else ""))
            self._waiting.append((key, trigger))
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self.stop.is_set())
                if self.stop.is_set():
                    return
                key, trigger = self._waiting.popleft()
                # One per run: a run that is cancelled or times out does not end the server.
                self._running, self._cancel = key, threading.Event()
            try:
                self.run(key, trigger, self._cancel)
            except AeroTwinError as error:
                self.say(f"{key}: {error}")
            finally:
                with self._changed:
                    self._running = None
