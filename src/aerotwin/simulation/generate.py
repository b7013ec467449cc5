"""Generate one component's readings and events for the whole fleet and land what is not there yet."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from aerotwin.conf import Component, Fleet
from aerotwin.errors import AeroTwinError
from aerotwin.simulation.calendar import flights
from aerotwin.simulation.events import Event, events
from aerotwin.simulation.landing import Landed, Span, missing_spans, write_lines
from aerotwin.simulation.lines import break_some, json_lines, timestamps
from aerotwin.simulation.malformed import draws
from aerotwin.simulation.reference import aircraft_id, land_reference, reference
from aerotwin.simulation.sensors import readings
from aerotwin.simulation.streams import Floats, Ints
from aerotwin.simulation.wear import history


@dataclass(frozen=True)
class Simulated:
    """A component over the whole fleet, readings in order of time.

    `day` has shape (n,), `breaks` (n, 2); `rows` has n rows with the columns of a landed line.
    """

    rows: pd.DataFrame
    day: Ints
    breaks: Floats
    events: list[Event]


def generate(
    component: Component, fleet: Fleet, landing: Path, scale: float = 1.0, days: int | None = None
) -> Landed:
    """Land the readings, events and aircraft of a component; what is landed already stays as it is.

    `scale` multiplies the fleet, `days` replaces the fleet's. Raises AeroTwinError for a component that is
    not simulated, for a scale or days that are not positive and for a folder that holds another fleet.
    """
    days = fleet.days if days is None else days
    aircraft = fleet_size(fleet, scale)
    if days < 1:
        raise AeroTwinError(f"days: {days} is not allowed: at least 1")
    if component.wear is None:
        raise AeroTwinError(f"{component.slug} is not simulated: its conf file has no 'wear'")
    landed = Landed()
    rows = [reference(fleet, number) for number in range(aircraft)]
    landed.files += land_reference(landing / "aircraft" / "aircraft.jsonl", rows)
    spans = missing_spans(landing / component.slug, "readings", fleet.first_day, days)
    if spans:
        simulated = simulate(component, fleet, aircraft, days)
        _land_events(simulated.events, component, fleet, landing, days, landed)
        for span in spans:
            _land_readings(simulated, component, fleet, landing, span, landed)
    return landed


def fleet_size(fleet: Fleet, scale: float) -> int:
    """Aircraft at this scale, at least one; raises AeroTwinError when the scale is not positive."""
    if not scale > 0:
        raise AeroTwinError(f"scale: {scale:g} is not allowed: a number above 0, 1 is the fleet of fleet.yml")
    return max(1, round(fleet.aircraft * scale))


def simulate(component: Component, fleet: Fleet, aircraft: int, days: int) -> Simulated:
    """Readings and events of the first `aircraft` aircraft in the first `days` days."""
    frames, day, breaks, happened = [], [], [], []
    for number in range(aircraft):
        flown = flights(fleet, number, days)
        past = history(component, fleet, flown)
        frame = {
            "aircraft_id": np.full(len(flown), number),
            "cycle": np.arange(1, len(flown) + 1),
            "observed_at": flown.observed_at,
            "phase_load": flown.load,
            "ambient_c": flown.ambient,
        }
        values = readings(component, fleet, flown, past)
        frame |= {name: values[:, index] for index, name in enumerate(component.sensor_names)}
        frames.append(pd.DataFrame(frame))
        day.append(flown.day)
        breaks.append(draws(component, fleet, number, len(flown)))
        happened += events(component, fleet, flown, past)
    rows = pd.concat(frames, ignore_index=True)
    order = np.lexsort((rows["aircraft_id"], rows["observed_at"]))
    rows = rows.iloc[order].reset_index(drop=True)
    ids = np.array([aircraft_id(number) for number in range(aircraft)], dtype=object)
    rows["aircraft_id"] = ids[rows["aircraft_id"]]
    happened.sort(key=lambda event: (event.occurred_at, event.event_id))
    return Simulated(rows, np.concatenate(day)[order], np.concatenate(breaks)[order], happened)


def _land_readings(
    simulated: Simulated, component: Component, fleet: Fleet, landing: Path, span: Span, landed: Landed
) -> None:
    first, last = ((day - fleet.first_day).days for day in (span.first, span.last))
    begin, end = np.searchsorted(simulated.day, [first, last + 1])
    rows = simulated.rows.iloc[begin:end]
    rows = rows.assign(observed_at=timestamps(rows["observed_at"].to_numpy()))
    lines, malformed, duplicates = break_some(
        json_lines(rows), simulated.breaks[begin:end], fleet.malformed_rate, component
    )
    file = landing / component.slug / span.file("readings")
    write_lines(file, lines)
    landed.files.append(file)
    landed.readings += len(lines)
    landed.malformed += malformed
    landed.duplicates += duplicates


def _land_events(
    happened: list[Event], component: Component, fleet: Fleet, landing: Path, days: int, landed: Landed
) -> None:
    folder = landing / f"{component.slug}_events"
    for span in missing_spans(folder, "events", fleet.first_day, days):
        first, last = ((day - fleet.first_day).days for day in (span.first, span.last))
        chosen = [event for event in happened if first <= event.day <= last]
        if chosen:
            file = folder / span.file("events")
            write_lines(file, [event.line() for event in chosen])
            landed.files.append(file)
            landed.failures += sum(event.event == "failure" for event in chosen)
            landed.maintenance += sum(event.event == "maintenance" for event in chosen)
