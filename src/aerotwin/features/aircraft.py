"""The whole aircraft: one row a flight, from what its components last said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from aerotwin.features.windows import Floats

_DAY = 86400.0


@dataclass(frozen=True)
class Flown:
    """One component's rows of an aircraft by time, each (n,): seconds since the epoch, NaN where unknown."""

    seconds: Floats
    cycle: Floats
    health: Floats
    anomalies: Floats


def sum_up(components: dict[str, Flown], maintained: Floats, entered: float) -> dict[str, Any]:
    """One row for each time any component reported; a silent component counts as it last was.

    `maintained` (m,) ascends; `entered` is the time of entry into service or NaN; both in seconds.
    """
    times, at = np.unique(np.concatenate([flown.seconds for flown in components.values()]), return_index=True)
    cycle = np.concatenate([flown.cycle for flown in components.values()])[at]
    columns: dict[str, Any] = {"seconds": times, "cycle": cycle}
    for slug, flown in components.items():
        columns[f"{slug}_health_index"] = last_known(times, flown.seconds, flown.health)
        columns[f"{slug}_anomalies"] = last_known(times, flown.seconds, flown.anomalies)
    health = np.column_stack([columns[f"{slug}_health_index"] for slug in components])
    known = ~np.isnan(health)
    any_known = known.any(axis=1)
    filled = np.where(known, health, np.inf)
    slugs = np.array([*components, None], dtype=object)
    total = np.where(known, health, 0.0).sum(axis=1)
    count = known.sum(axis=1)
    columns["worst_health_index"] = np.where(any_known, filled.min(axis=1), np.nan)
    columns["mean_health_index"] = np.divide(total, count, out=np.full(len(times), np.nan), where=count > 0)
    columns["worst_component"] = slugs[np.where(any_known, filled.argmin(axis=1), -1)]
    columns["days_since_maintenance"] = (times - last_known(times, maintained, maintained)) / _DAY
    columns["age_days"] = (times - entered) / _DAY
    columns["total_cycles"] = cycle
    return columns


def last_known(times: Floats, at: Floats, values: Floats) -> Floats:
    """The last value that is not NaN at or before each time; `at` (m,) ascends; NaN before the first."""
    known = ~np.isnan(values)
    at, values = at[known], values[known]
    if not len(at):
        return np.full(len(times), np.nan)
    last = np.searchsorted(at, times, side="right") - 1
    return np.where(last < 0, np.nan, values[np.maximum(last, 0)])
