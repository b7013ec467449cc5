"""From one aircraft's readings and maintenance to its feature rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from aerotwin.conf import Component
from aerotwin.features.health import deviations, health_index, worst_sensor
from aerotwin.features.maintenance import since_last
from aerotwin.features.windows import Floats, count_in_window, roll

LEAST_FOR_ANOMALY = 5
SECONDS_PER_DAY = 86400.0


@dataclass(frozen=True)
class Readings:
    """One aircraft's readings in order of (observed_at, cycle); n readings, s sensors, NaN where missing.

    `seconds` (n,) since the epoch, `values` (n, s), `source_file` (n,); `maintenance` (m,) are the times of
    the component's maintenance in seconds since the epoch, ascending.
    """

    seconds: Floats
    cycle: Floats
    load: Floats
    ambient: Floats
    values: Floats
    source_file: np.ndarray
    maintenance: Floats


def compute(component: Component, readings: Readings) -> dict[str, Any]:
    """The columns of `<c>_features` without the keys and the sensors themselves, each of shape (n,)."""
    sensors, settings = component.sensors, component.features
    days, values = readings.seconds / SECONDS_PER_DAY, readings.values
    nominal = np.array([sensor.nominal for sensor in sensors])
    short, long = min(settings.windows_days), max(settings.windows_days)
    columns: dict[str, Any] = {}
    for width in settings.windows_days:
        rolled = roll(days, values, nominal, width)
        for index, sensor in enumerate(sensors):
            columns[f"{sensor.name}_mean_{width}d"] = rolled.mean[:, index]
            columns[f"{sensor.name}_std_{width}d"] = rolled.std[:, index]
            columns[f"{sensor.name}_slope_{width}d"] = rolled.slope[:, index]
    since_days, since_cycles = since_last(days, readings.cycle, readings.maintenance / SECONDS_PER_DAY)
    flights = count_in_window(days, np.ones(len(days)), short)
    absent = count_in_window(days, np.isnan(values).sum(axis=1), short)
    strange = anomalies(days, values, nominal, long, settings.anomaly_sigma)
    deviation = deviations(days, readings.load, readings.ambient, values, sensors, short)
    names = np.array([*(sensor.name for sensor in sensors), None], dtype=object)
    return {
        **columns,
        "days_since_maintenance": since_days,
        "cycles_since_maintenance": since_cycles,
        f"flights_{short}d": flights,
        f"missing_{short}d": absent / (flights * len(sensors)),
        f"anomalies_{short}d": count_in_window(days, strange.sum(axis=1), short),
        "health_index": health_index(deviation),
        "worst_sensor": names[worst_sensor(deviation)],
        "source_file": readings.source_file,
    }


def anomalies(days: Floats, values: Floats, nominal: Floats, width: float, sigma: float) -> np.ndarray:
    """Which values lie beyond `sigma` deviations of their own trailing window, shape (n, s).

    Never before the window holds LEAST_FOR_ANOMALY values.
    """
    rolled = roll(days, values, nominal, width)
    with np.errstate(invalid="ignore"):
        beyond = np.abs(values - rolled.mean) > sigma * rolled.std
    return beyond & (rolled.count >= LEAST_FOR_ANOMALY)
