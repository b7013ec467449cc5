"""Land the C-MAPSS engines beside the simulated components, in the same layout."""

import json
from datetime import timedelta
from pathlib import Path

import pandas as pd

from aerotwin.conf import Component, load_component
from aerotwin.simulation.landing import Landed, Span, missing_spans, write_lines
from aerotwin.simulation.lines import json_lines, timestamps
from aerotwin.simulation.reference import land_reference
from aerotwin.turbofan.convert import EPOCH, FAILURE_MODE, lives, readings
from aerotwin.turbofan.source import read

_FIRST_DAY = EPOCH + timedelta(days=1)


def ingest(source: Path, landing: Path) -> Landed:
    """Land readings, failures and engines of FD001; what is landed already stays as it is.

    The failures of the test engines lie after their last reading: they serve to evaluate, and no feature may
    look ahead to them. Raises AeroTwinError when a source file is missing or of another shape.
    """
    component = load_component("turbofan")
    records = read(source)
    landed = Landed()
    ends = lives(records)
    file = landing / f"{component.slug}_aircraft" / "aircraft.jsonl"
    landed.files += land_reference(file, [_reference(name) for name in sorted(ends["aircraft_id"])])
    _land_events(ends, component, landing, landed)
    _land_readings(readings(records, component.sensor_names), component, landing, landed)
    return landed


def _land_readings(rows: pd.DataFrame, component: Component, landing: Path, landed: Landed) -> None:
    folder = landing / component.slug
    days = int(rows["cycle"].max())
    for span in missing_spans(folder, "readings", _FIRST_DAY, days):
        chosen = _within(rows, "observed_at", span)
        chosen = chosen.assign(observed_at=timestamps(chosen["observed_at"].to_numpy()))
        file = folder / span.file("readings")
        write_lines(file, json_lines(chosen))
        landed.files.append(file)
        landed.readings += len(chosen)


def _land_events(ends: pd.DataFrame, component: Component, landing: Path, landed: Landed) -> None:
    folder = landing / f"{component.slug}_events"
    days = int(ends["cycle"].max())
    for span in missing_spans(folder, "events", _FIRST_DAY, days):
        chosen = _within(ends, "occurred_at", span)
        if len(chosen):
            file = folder / span.file("events")
            write_lines(
                file,
                [
                    _failure(name, cycle, at, component)
                    for name, cycle, at in zip(
                        chosen["aircraft_id"], chosen["cycle"], chosen["occurred_at"], strict=True
                    )
                ],
            )
            landed.files.append(file)
            landed.failures += len(chosen)


def _within(rows: pd.DataFrame, column: str, span: Span) -> pd.DataFrame:
    begin, end = pd.Timestamp(span.first), pd.Timestamp(span.last) + pd.Timedelta(days=1)
    return rows[(rows[column] >= begin) & (rows[column] < end)]


def _failure(aircraft_id: str, cycle: int, occurred_at: pd.Timestamp, component: Component) -> str:
    fields = {
        "event_id": f"{aircraft_id}_{component.code}_{occurred_at:%Y%m%d_%H%M%S}_failure",
        "event": "failure",
        "aircraft_id": aircraft_id,
        "component": component.slug,
        "occurred_at": f"{occurred_at:%Y-%m-%dT%H:%M:%SZ}",
        "cycle": cycle,
        "failure_mode": FAILURE_MODE,
        "kind": None,
        "restored": None,
    }
    return json.dumps(fields, separators=(",", ":"))


def _reference(aircraft_id: str) -> dict[str, str]:
    return {
        "aircraft_id": aircraft_id,
        "type": "C-MAPSS turbofan",
        "msn": aircraft_id.removeprefix("FD001-"),
        "operator": "NASA",
        "base": "sea level",
        "climate": "temperate",
        "entered_service": EPOCH.isoformat(),
    }
