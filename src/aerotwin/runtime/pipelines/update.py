"""An update: every flow of a pipeline, each as soon as what it reads has been refreshed."""

from __future__ import annotations

import contextvars
import queue
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import flows, rules
from aerotwin.runtime.pipelines.events import cause
from aerotwin.runtime.pipelines.flows import Planned, State
from aerotwin.runtime.pipelines.log import EventLog
from aerotwin.runtime.pipelines.model import Flow, Kind
from aerotwin.runtime.pipelines.names import Name
from aerotwin.runtime.pipelines.reads import NotReady
from aerotwin.runtime.pipelines.writes import OUTPUT, UPSERTED, Observed

THREADS = 8


class UpdateFailed(AeroTwinError):
    """Flows of the update have failed; `flow` is the first of them."""

    def __init__(self, flow: str, cause: BaseException) -> None:
        self.flow, self.cause = flow, cause
        super().__init__(f"{flow}: {cause}")


@dataclass
class Update:
    """Runs the flows of a pipeline whose targets are `selected` (all of them if None)."""

    state: State
    log: EventLog
    selected: set[Name] | None = None
    where: Callable[[BaseException], str] = lambda _error: ""

    def __post_init__(self) -> None:
        self._ended: queue.Queue[tuple[Flow, BaseException | None]] = queue.Queue()
        self._waiting: dict[Name, list[Flow]] = defaultdict(list)
        self._open: dict[Name, int] = defaultdict(int)
        self._failed: set[Name] = set()
        self._planned: set[str] = set()
        self._errors: list[tuple[str, BaseException]] = []

    def run(self) -> None:
        """Run them all. Raises UpdateFailed once nothing more can be run and a flow has failed."""
        registry = self.state.registry
        running = [flow for flow in registry.flows.values() if self._is_selected(flow)]
        for dataset in registry.datasets.values():
            self.log.add(
                "dataset_definition",
                f"Dataset {self._short(dataset.name)} defined as {dataset.kind}.",
                {"dataset_type": dataset.kind.value, "num_flows": 0},
                dataset_name=str(dataset.name),
            )
        for flow in running:
            self._open[flow.target] += 1
            if self._is_told(flow):
                self.log.flow(flow.name, "QUEUED", dataset_name=str(flow.target))
        self.state.ready.update(name for name in registry.datasets if not self._open[name])
        with ThreadPoolExecutor(THREADS, thread_name_prefix="flow") as pool:
            self._follow(pool, running)
        if self._errors:
            raise UpdateFailed(*self._errors[0])

    def _is_selected(self, flow: Flow) -> bool:
        dataset = self.state.registry.datasets[flow.target]
        return self.selected is None or not dataset.stored or flow.target in self.selected

    def _is_told(self, flow: Flow) -> bool:
        return self.state.registry.datasets[flow.target].kind is not Kind.VIEW

    def _short(self, name: Name) -> str:
        return self.state.names.short(name)

    def _follow(self, pool: ThreadPoolExecutor, running: list[Flow]) -> None:
        def submit(flow: Flow) -> None:
            pool.submit(contextvars.copy_context().run, self._run, flow)

        for flow in running:
            submit(flow)
        active = len(running)
        while active:
            flow, outcome = self._ended.get()
            if isinstance(outcome, NotReady):
                if outcome.name in self.state.ready:
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
        self.state.ready.add(flow.target)
        for one in waiting:
            submit(one)
        return len(waiting)

    def _break_cycle(self, submit: Callable[[Flow], None]) -> int:
        """Fail the flows that wait for each other; how many others are run now."""
        found = [(flow, name) for name, waiting in self._waiting.items() for flow in waiting]
        stuck = sorted(found, key=lambda one: one[0].name)
        self._waiting.clear()
        told = "; ".join(f"{flow.name} ({flow.place}) reads {self._short(name)}" for flow, name in stuck)
        for flow, _ in stuck:
            self._fail(flow, AeroTwinError(f"the datasets depend on each other in a circle: {told}."))
        return sum(self._close(flow, submit) for flow, _ in stuck)

    def _fail(self, flow: Flow, error: BaseException) -> None:
        self._failed.add(flow.target)
        self._errors.append((flow.name, error))
        place = self.where(error)
        short = cause(str(error), type(error).__name__)
        told = f"Flow {flow.name} has FAILED: {short}" + (f" ({place})" if place else "")
        self.log.flow(flow.name, "FAILED", message=told, error=error, dataset_name=str(flow.target))

    def _skip(self, flow: Flow, cause: Name) -> None:
        self._failed.add(flow.target)
        told = f"Flow {flow.name} is SKIPPED because {self._short(cause)} has failed."
        self.log.flow(flow.name, "SKIPPED", message=told, dataset_name=str(flow.target))

    def _run(self, flow: Flow) -> None:
        outcome: BaseException | None = None
        try:
            with self.state.settings.of(self.state.spark, flow.spark_conf):
                planned = flows.plan(self.state, flow)
                self._tell_plan(planned)
                observed = flows.write(self.state, planned)
            if self._is_told(flow):
                self.log.flow(flow.name, "COMPLETED", self._counts(observed), dataset_name=str(flow.target))
        except BaseException as error:  # noqa: BLE001 what a query raises is the flow's outcome
            outcome = error
        self._ended.put((flow, outcome))

    def _tell_plan(self, planned: Planned) -> None:
        flow = planned.flow
        if flow.name in self._planned or not self._is_told(flow):
            return
        self._planned.add(flow.name)
        streaming = planned.rows is not None and planned.rows.isStreaming
        kind = "STREAMING" if streaming else "SNAPSHOT" if flow.snapshots else "COMPLETE"
        inputs = [{"name": str(name)} for name in planned.inputs]
        self.log.add(
            "flow_definition",
            f"Flow {flow.name} defined as {kind}.",
            {
                "input_datasets": inputs,
                "output_dataset": str(flow.target),
                "flow_type": "CHANGE" if flow.changes else "APPEND" if streaming else kind,
            },
            flow_name=flow.name,
            dataset_name=str(flow.target),
        )
        self.log.flow(flow.name, "STARTING", dataset_name=str(flow.target))
        self.log.flow(flow.name, "RUNNING", dataset_name=str(flow.target))

    def _counts(self, observed: Observed) -> dict[str, object]:
        """A flow's metrics as the event log has them; views that it reads are counted with it."""
        expectations = []
        dropped = 0
        for dataset in self.state.registry.datasets.values():
            title = self._short(dataset.name)
            counted = observed.get(flows.observation(title))
            if counted:
                expectations += rules.counts(dataset.expectations, title, counted)
                dropped += counted[rules.DROPPED]
        output = observed.get(OUTPUT, {})
        # Of changes applied the log tells rows written and deleted, of others rows.
        metrics = output if UPSERTED in output else {"num_output_rows": output.get(rules.ROWS, 0)}
        details: dict[str, object] = {"metrics": metrics}
        if expectations:
            details["data_quality"] = {"dropped_records": dropped, "expectations": expectations}
        return details
