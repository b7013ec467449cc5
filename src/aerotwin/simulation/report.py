"""What a generating or ingesting notebook shows: a summary of the landed files and one degrading sensor."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from aerotwin.conf import Component, Sensor
from aerotwin.errors import AeroTwinError
from aerotwin.simulation.landing import Landed

_SMOOTH_FLIGHTS = 25
_SHOWN_FILES = 13


def sizes(scale: str, days: str) -> dict[str, float | int | None]:
    """Notebook parameters, all text, as numbers; empty `days` means the fleet's. Raises AeroTwinError."""
    try:
        number = float(scale)
    except ValueError as error:
        raise AeroTwinError(
            f"scale: '{scale}' is not allowed: a number above 0, such as 1 or 0.08"
        ) from error
    if days and not days.isdigit():
        raise AeroTwinError(
            f"days: '{days}' is not allowed: a whole number above 0, or empty for fleet.yml's"
        )
    return {"scale": number, "days": int(days) if days else None}


def summary(landed: Landed, landing: Path, component: Component) -> pd.DataFrame:
    """One row: what this call has landed, and how many files the component's folders now hold."""
    folders = [landing / component.slug, landing / f"{component.slug}_events"]
    row = {
        "component": component.slug,
        "new files": len(landed.files),
        "readings": landed.readings,
        "malformed": landed.malformed,
        "duplicates": landed.duplicates,
        "failures": landed.failures,
        "maintenance": landed.maintenance,
        "files in all": sum(len(list(folder.glob("*.jsonl"))) for folder in folders),
    }
    return pd.DataFrame([row])


def plot(component: Component, landing: Path) -> Figure:
    """The first failure's most telling sensor on its aircraft, in the first landed files, with its events.

    Raises AeroTwinError when nothing has landed.
    """
    aircraft, failure_mode = _first_failure(component, landing)
    sensor = telling(component, failure_mode)
    low, high = sensor.valid_range
    own = [
        row
        for row in _objects(landing / component.slug, aircraft)
        if isinstance(row.get(sensor.name), int | float)
        and low <= row[sensor.name] <= high
        and isinstance(row.get("observed_at"), str)
    ]
    times = pd.to_datetime([row["observed_at"] for row in own], format="ISO8601", errors="coerce")
    values = pd.Series([row[sensor.name] for row in own], index=times, dtype=float)
    figure, axes = plt.subplots(figsize=(10, 3.2), layout="constrained")
    plt.close(figure)
    axes.plot(values.index, values, ".", markersize=2, alpha=0.35)
    axes.plot(values.index, values.rolling(_SMOOTH_FLIGHTS, min_periods=1).median())
    for event in _objects(landing / f"{component.slug}_events", aircraft):
        at = pd.Timestamp(event["occurred_at"])
        if at <= times.max() + pd.Timedelta(days=1) and event["kind"] != "repair":
            axes.axvline(date2num(at), color="red" if event["event"] == "failure" else "grey", linewidth=1)
    axes.set(title=f"{aircraft}: {sensor.description}", ylabel=f"{sensor.name} [{sensor.unit}]")
    axes.set_ylim(*values.quantile([0.002, 0.998]).tolist())
    return figure


def telling(component: Component, failure_mode: str | None) -> Sensor:
    """The sensor that this failure mode (None: any) moves furthest beyond its noise."""

    def visible(sensor: Sensor) -> float:
        moved = (
            abs(mode.effects.get(sensor.name, 0.0))
            for mode in component.failure_modes
            if failure_mode in (None, mode.name)
        )
        return sum(moved) / max(sensor.noise, sensor.resolution)

    return max(component.sensors, key=visible)


def _first_failure(component: Component, landing: Path) -> tuple[str, str | None]:
    for event in _objects(landing / f"{component.slug}_events"):
        if event["event"] == "failure":
            return event["aircraft_id"], event["failure_mode"]
    for reading in _objects(landing / component.slug):
        if reading.get("aircraft_id"):
            return reading["aircraft_id"], None
    raise AeroTwinError(f"{landing / component.slug}: holds no readings to plot")


def _objects(folder: Path, aircraft: str = "") -> Iterator[dict[str, Any]]:
    """The objects of this aircraft among the lines of a folder's first files, whatever else has landed."""
    for file in sorted(folder.glob("*.jsonl"))[:_SHOWN_FILES]:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if aircraft in line:
                with suppress(json.JSONDecodeError):
                    landed = json.loads(line)
                    if isinstance(landed, dict) and aircraft in str(landed.get("aircraft_id", "")):
                        yield landed
