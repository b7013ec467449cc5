"""Time and flights since the last maintenance before each reading."""

from __future__ import annotations

import numpy as np

from aerotwin.features.windows import Floats


def since_last(days: Floats, cycles: Floats, event_days: Floats) -> tuple[Floats, Floats]:
    """Days and flights since the last event at or before each reading, NaN before the first event.

    `days`, `cycles` (n,) ascend, as does `event_days` (m,). A flight counts as flown since the maintenance
    when it ended after it.
    """
    if not len(event_days):
        return np.full(len(days), np.nan), np.full(len(days), np.nan)
    last = np.searchsorted(event_days, days, side="right") - 1
    at = event_days[np.maximum(last, 0)]
    flown_before = np.searchsorted(days, at, side="right")
    before = np.where(flown_before > 0, cycles[np.maximum(flown_before - 1, 0)], cycles[0] - 1)
    return np.where(last < 0, np.nan, days - at), np.where(last < 0, np.nan, cycles - before)
