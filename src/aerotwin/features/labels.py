"""Labels from failure events: does it fail within the horizon? Never from sensors."""

from __future__ import annotations

import numpy as np
import pandas as pd


def label(features: pd.DataFrame, failures: pd.DataFrame, horizon_days: int, end: pd.Timestamp) -> pd.Series:
    """1 if the aircraft fails within the horizon after the reading, 0 if not, NaN if nobody can know yet.

    `features`: aircraft_id, observed_at; `failures`: aircraft_id, occurred_at; `end`: the last time that was
    watched. A failure counts strictly after observed_at, up to and including observed_at + horizon. A reading
    without such a failure whose horizon reaches beyond `end` is censored. Returns float64, aligned to
    `features`.
    """
    horizon = np.timedelta64(horizon_days, "D")
    times = _utc(features["observed_at"])
    labels = np.zeros(len(features))
    labels[times + horizon > _utc(pd.Series([end]))[0]] = np.nan
    by_aircraft = failures.groupby("aircraft_id", sort=False)["occurred_at"]
    happened = {str(name): np.sort(_utc(part)) for name, part in by_aircraft}
    for name, rows in features.groupby("aircraft_id", sort=False).indices.items():
        if str(name) in happened:
            events, at = happened[str(name)], times[rows]
            following = np.searchsorted(events, at, side="right")
            upcoming = events[np.minimum(following, len(events) - 1)]
            fails = (following < len(events)) & (upcoming <= at + horizon)
            labels[rows[fails]] = 1.0
    return pd.Series(labels, index=features.index, name="label")


def _utc(times: pd.Series) -> np.ndarray:
    stamps = pd.to_datetime(times, utc=True).dt.tz_localize(None)
    return stamps.to_numpy(dtype="datetime64[ns]")
