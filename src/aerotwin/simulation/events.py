"""Failures, repairs and scheduled maintenance as events."""

import json
from dataclasses import asdict, dataclass

import numpy as np

from aerotwin.conf import Component, Fleet
from aerotwin.simulation.calendar import Flights
from aerotwin.simulation.reference import aircraft_id
from aerotwin.simulation.streams import stream
from aerotwin.simulation.wear import History

_FOUND_S = 10 * 60
_REPAIR_FROM_S, _REPAIR_TO_S = 30 * 60, 70 * 60
_NIGHT_SHIFT_S = 2 * 3600


@dataclass(frozen=True)
class Event:
    """One line of an events file; `day` is the operating day it belongs to and is not written."""

    day: int
    event_id: str
    event: str
    aircraft_id: str
    component: str
    occurred_at: str
    cycle: int
    failure_mode: str | None
    kind: str | None
    restored: str | None

    def line(self) -> str:
        """The event as JSON."""
        fields = asdict(self)
        del fields["day"]
        return json.dumps(fields, separators=(",", ":"))


def events(component: Component, fleet: Fleet, flown: Flights, past: History) -> list[Event]:
    """Everything that happened, in order of time.

    A failure shows ten minutes after its flight's end; a spare is fitted within the turnaround, before the
    next flight. Scheduled maintenance is done in the night before the day's first flight.
    """
    found: list[Event] = []
    drawn = stream(fleet.seed, component.slug, flown.aircraft, "repair").random(len(past.failed))
    for flight, share in zip(past.failed, drawn, strict=True):
        mode = component.failure_modes[past.mode[flight]].name
        at = flown.observed_at[flight] + np.timedelta64(_FOUND_S, "s")
        fitted = at + np.timedelta64(int(_REPAIR_FROM_S + share * (_REPAIR_TO_S - _REPAIR_FROM_S)), "s")
        day, cycle = int(flown.day[flight]), int(flight) + 1
        found.append(_event("failure", component, flown, day, cycle, at, mode=mode))
        found.append(
            _event("maintenance", component, flown, day, cycle, fitted, kind="repair", restored=mode)
        )
    for flight in past.serviced:
        day = int(flown.day[flight])
        night = flown.observed_at[flight].astype("datetime64[D]").astype("datetime64[s]")
        at = night + np.timedelta64(_NIGHT_SHIFT_S, "s")
        found.append(
            _event("maintenance", component, flown, day, int(flight), at, kind="scheduled", restored="check")
        )
    return sorted(found, key=lambda event: (event.occurred_at, event.event_id))


def _event(
    event: str,
    component: Component,
    flown: Flights,
    day: int,
    cycle: int,
    at: np.datetime64,
    *,
    mode: str | None = None,
    kind: str | None = None,
    restored: str | None = None,
) -> Event:
    aircraft = aircraft_id(flown.aircraft)
    stamp = str(at.astype("datetime64[s]"))
    compact = stamp.replace("-", "").replace(":", "").replace("T", "_")
    return Event(
        day=day,
        event_id=f"{aircraft}_{component.code}_{compact}_{kind or event}",
        event=event,
        aircraft_id=aircraft,
        component=component.slug,
        occurred_at=f"{stamp}Z",
        cycle=cycle,
        failure_mode=mode,
        kind=kind,
        restored=restored,
    )
