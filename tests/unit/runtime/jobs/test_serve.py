import threading

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Job
from aerotwin.runtime.jobs.serve import Server
from aerotwin.runtime.jobs.timers import PeriodicTimer
from aerotwin.runtime.jobs.trigger import Trigger

HOUR = 3600.0


def job(key: str, most: int = 1, queue: bool = True) -> Job:
    return Job(key, key, {}, max_concurrent_runs=most, queue=queue)


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


class Harness:
    """A server whose runs last until they are told to end."""

    def __init__(self, *jobs: Job) -> None:
        self.clock = Clock()
        self.started: list[str] = []
        self.skipped: list[str] = []
        self.begun = threading.Semaphore(0)
        self.end = threading.Semaphore(0)
        self.cancelled: list[bool] = []
        self.server = Server(
            {one.key: one for one in jobs},
            {one.key: [PeriodicTimer(HOUR, 0.0)] for one in jobs},
            self.run,
            skipped=lambda key, _trigger: self.skipped.append(key),
            now=self.clock,
        )
        self.thread = threading.Thread(target=self.server.serve)
        self.thread.start()

    def run(self, key: str, _trigger: Trigger, cancel: threading.Event) -> None:
        self.started.append(key)
        self.begun.release()
        while not self.end.acquire(timeout=0.01):
            if cancel.is_set():
                break
        self.cancelled.append(cancel.is_set())
        if key == "bad":
            raise AeroTwinError("could not start")

    def at(self, hour: float) -> None:
        self.clock.time = hour * HOUR
        self.server.look()

    def stop(self) -> None:
        self.server.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def test_a_job_without_queue_skips_and_one_with_queue_waits() -> None:
    served = Harness(job("queued"), job("plain", queue=False))
    served.at(1)
    assert served.begun.acquire(timeout=10)
    assert served.started == ["queued"]
    served.at(2)  # "queued" runs and "plain" waits for the lakehouse
    assert served.skipped == ["plain"]
    for _ in range(2):
        served.end.release()
        assert served.begun.acquire(timeout=10)
    assert served.started == ["queued", "plain", "queued"]
    served.stop()


def test_as_many_runs_as_allowed_are_taken_without_a_queue() -> None:
    served = Harness(job("j", most=2, queue=False))
    for hour in (1, 2, 3):
        served.at(hour)
        if hour == 1:
            assert served.begun.acquire(timeout=10)
    assert served.skipped == ["j"]
    served.stop()


def test_a_run_that_cannot_start_does_not_end_the_server() -> None:
    served = Harness(job("bad"))
    for hour in (1, 2):
        served.at(hour)
        served.end.release()
        assert served.begun.acquire(timeout=10)
    assert served.started == ["bad", "bad"]
    served.stop()


def test_stopping_cancels_the_run_and_drops_what_waits() -> None:
    served = Harness(job("j"))
    served.at(1)
    assert served.begun.acquire(timeout=10)
    served.at(2)
    served.stop()
    assert served.started == ["j"]
    assert served.cancelled == [True]
