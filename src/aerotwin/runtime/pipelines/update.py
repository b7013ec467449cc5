"""An update: the graph is resolved, then every flow runs as soon as what it reads has been refreshed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import flows, rules
from aerotwin.runtime.pipelines.events import cause
from aerotwin.runtime.pipelines.flows import Planned, State
from aerotwin.runtime.pipelines.log import EventLog
from aerotwin.runtime.pipelines.model import Flow, Kind
from aerotwin.runtime.pipelines.names import Name
from aerotwin.runtime.pipelines.resolve import Resolution
from aerotwin.runtime.pipelines.walk import Walk
from aerotwin.runtime.pipelines.writes import OUTPUT, UPSERTED, Observed


class UpdateFailed(AeroTwinError):
    """Flows of the update have failed; `flow` is the first of them, `where` its file and line."""

    def __init__(self, flow: str, cause: BaseException, where: str) -> None:
        self.flow, self.cause, self.where = flow, cause, where
        super().__init__(f"{flow}: {cause}")


@dataclass
class Update:
    """Runs the flows of a pipeline whose targets are `selected` (all of them if None)."""

    state: State
    log: EventLog
    selected: set[Name] | None = None
    where: Callable[[BaseException], str] = lambda _error: ""

    def __post_init__(self) -> None:
        self._told: set[str] = set()
        self._plans: dict[str, Planned] = {}
        self._errors: list[tuple[Flow, BaseException]] = []

    def resolve(self) -> None:
        """Evaluate every query, refreshing nothing. Raises UpdateFailed if one does not resolve."""
        for dataset in self.state.registry.datasets.values():
            self.log.add(
                "dataset_definition",
                f"Dataset {self._short(dataset.name)} defined as {dataset.kind}.",
                {"dataset_type": dataset.kind.value, "num_flows": 0},
                dataset_name=str(dataset.name),
            )
        resolution = Resolution(self.state)
        resolution.run(self._unresolved, self._skipped)
        self._check()
        self._plans = resolution.plans

    def run(self) -> None:
        """Run them all. Raises UpdateFailed once nothing more can be run and a flow has failed."""
        registry = self.state.registry
        running = [flow for flow in registry.flows.values() if self._is_selected(flow)]
        for flow in running:
            if self._is_told(flow):
                self.log.flow(flow.name, "QUEUED", dataset_name=str(flow.target))
        walk = Walk(self.state.names, self.state.ready, self._refresh, self._failed, self._skipped)
        walk.run(running, registry.datasets)
        self._check()

    def _check(self) -> None:
        if self._errors:
            flow, error = self._errors[0]
            raise UpdateFailed(flow.name, error, self.where(error) or str(flow.place))

    def _is_selected(self, flow: Flow) -> bool:
        dataset = self.state.registry.datasets[flow.target]
        return self.selected is None or dataset.kind is Kind.VIEW or flow.target in self.selected

    def _is_told(self, flow: Flow) -> bool:
        return self.state.registry.datasets[flow.target].kind is not Kind.VIEW

    def _short(self, name: Name) -> str:
        return self.state.names.short(name)

    def _unresolved(self, flow: Flow, error: BaseException) -> None:
        self._failed(flow, error, f"Failed to resolve flow {flow.name}")

    def _failed(self, flow: Flow, error: BaseException, said: str = "") -> None:
        self._errors.append((flow, error))
        place = self.where(error) or str(flow.place)
        short = cause(str(error), type(error).__name__)
        told = f"{said or f'Flow {flow.name} has FAILED'}: {short}"
        if place and place not in short:
            told += f" ({place})"
        self.log.flow(flow.name, "FAILED", message=told, error=error, dataset_name=str(flow.target))

    def _skipped(self, flow: Flow, cause: Name) -> None:
        told = f"Flow {flow.name} is SKIPPED because {self._short(cause)} has failed."
        self.log.flow(flow.name, "SKIPPED", message=told, dataset_name=str(flow.target))

    def _refresh(self, flow: Flow) -> None:
        with self.state.settings.of(self.state.spark, flow.spark_conf):
            planned = self._plans.get(flow.name) or flows.plan(self.state, flow, self.state)
            self._tell_plan(planned)
            observed = flows.write(self.state, planned)
        if self._is_told(flow):
            self.log.flow(flow.name, "COMPLETED", self._counts(observed), dataset_name=str(flow.target))

    def _tell_plan(self, planned: Planned) -> None:
        flow = planned.flow
        if flow.name in self._told or not self._is_told(flow):
            return
        self._told.add(flow.name)
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
