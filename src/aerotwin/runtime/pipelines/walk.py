"""Take the flows of a pipeline in the order that their reads ask for, side by side where they can be."""

from __future__ import annotations

import contextvars
import queue
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.model import Flow
from aerotwin.runtime.pipelines.names import Name, Names
from aerotwin.runtime.pipelines.reads import NotReady

THREADS = 8


class Walk:
    """Calls `work` with each flow; one that raises NotReady is called again when that dataset is ready.

    `ready` are the datasets that can be read; it grows as all flows of a dataset have ended. `failed` hears
    of a flow that raised anything else, `skipped` of one that reads a dataset whose flow has failed.
    """

    def __init__(
        self,
        names: Names,
        ready: set[Name],
        work: Callable[[Flow], None],
        failed: Callable[[Flow, BaseException], None],
        skipped: Callable[[Flow, Name], None],
    ) -> None:
        self.names, self.ready = names, ready
        self._work, self._tell_failed, self._tell_skipped = work, failed, skipped
        self._ended: queue.Queue[tuple[Flow, BaseException | None]] = queue.Queue()
        self._waiting: dict[Name, list[Flow]] = defaultdict(list)
        self._open: dict[Name, int] = defaultdict(int)
        self._failed: set[Name] = set()

    def run(self, flows: Iterable[Flow], datasets: Iterable[Name]) -> None:
        """Take `flows`; of `datasets`, those that none of them fills are ready at once."""
        flows = list(flows)
        for flow in flows:
            self._open[flow.target] += 1
        self.ready.update(name for name in datasets if not self._open[name])
        with ThreadPoolExecutor(THREADS, thread_name_prefix="flow") as pool:
            self._follow(pool, flows)

    def _follow(self, pool: ThreadPoolExecutor, flows: list[Flow]) -> None:
        def submit(flow: Flow) -> None:
            pool.submit(contextvars.copy_context().run, self._take, flow)

        for flow in flows:
            submit(flow)
        active = len(flows)
        while active:
            flow, outcome = self._ended.get()
            if isinstance(outcome, NotReady):
                if outcome.name in self.ready:
                    submit(flow)
                    continue
                active -= 1
                if outcome.name in self._failed:
                    self._skip(flow, outcome.name)
                    active += self._close(flow, submit)
                else:
                    self._waiting[outcome.name].append(flow)
            else:
                active -= 1
                if outcome is not None:
                    self._fail(flow, outcome)
                active += self._close(flow, submit)
            if not active:
                active += self._break_cycle(submit)

    def _take(self, flow: Flow) -> None:
        outcome: BaseException | None = None
        try:
            self._work(flow)
        except BaseException as error:  # noqa: BLE001 what a query raises is the flow's outcome
            outcome = error
        self._ended.put((flow, outcome))

    def _close(self, flow: Flow, submit: Callable[[Flow], None]) -> int:
        """Note that a flow has ended; how many flows that waited for its dataset are run now."""
        self._open[flow.target] -= 1
        if self._open[flow.target]:
            return 0
        waiting = self._waiting.pop(flow.target, [])
        if flow.target in self._failed:
            for one in waiting:
                self._skip(one, flow.target)
            return sum(self._close(one, submit) for one in waiting)
        self.ready.add(flow.target)
        for one in waiting:
            submit(one)
        return len(waiting)

    def _break_cycle(self, submit: Callable[[Flow], None]) -> int:
        """Fail the flows that wait for each other; how many others are run now."""
        found = [(flow, name) for name, waiting in self._waiting.items() for flow in waiting]
        stuck = sorted(found, key=lambda one: one[0].name)
        self._waiting.clear()
        told = "; ".join(f"{flow.name} ({flow.place}) reads {self.names.short(name)}" for flow, name in stuck)
        for flow, _ in stuck:
            self._fail(flow, AeroTwinError(f"the datasets depend on each other in a circle: {told}."))
        return sum(self._close(flow, submit) for flow, _ in stuck)

    def _fail(self, flow: Flow, error: BaseException) -> None:
        self._failed.add(flow.target)
        self._tell_failed(flow, error)

    def _skip(self, flow: Flow, cause: Name) -> None:
        self._failed.add(flow.target)
        self._tell_skipped(flow, cause)
