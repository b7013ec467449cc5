"""Rolling statistics over calendar windows that end at each reading and never look past it.

All windows are (t - width, t]. Prefix sums make a window's cost independent of its width: with
n readings and s sensors every function is O(n s). numpy's cumulative sums run strictly from past to future,
so a later reading cannot change a single bit of an earlier row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MICROSECONDS_PER_DAY = 86_400_000_000


@dataclass(frozen=True)
class Rolled:
    """Statistics of the present values in each window, each of shape (n, s), NaN where undefined."""

    count: Floats
    mean: Floats
    std: Floats
    slope: Floats


def first_in_window(days: Floats, width: float) -> Ints:
    """Index of the first reading within `width` days of each; `days` (n,) must ascend."""
    at = _microseconds(days)
    return np.searchsorted(at, at - round(width * _MICROSECONDS_PER_DAY), side="right").astype(np.int64)


def last_at_time(days: Floats) -> Ints:
    """One past the index of the last reading at each reading's own time; `days` (n,) must ascend."""
    at = _microseconds(days)
    return np.searchsorted(at, at, side="right").astype(np.int64)


def _microseconds(days: Floats) -> Ints:
    return np.round(days * _MICROSECONDS_PER_DAY).astype(np.int64)


def window_sum(values: Floats, first: Ints, end: Ints) -> Floats:
    """Sums of rows first..end-1 of `values`, shape (n, s), for each of the n windows."""
    total = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=total[1:])
    return total[end] - total[first]


def roll(days: Floats, values: Floats, center: Floats, width: float) -> Rolled:
    """Mean, sample standard deviation (n - 1) and least-squares slope per day over `width` days.

    `days` (n,) ascends; `values` (n, s) holds NaN where a reading is missing; `center` (s,) is a constant
    near the values (the nominal), taken off first so that the sums of squares keep their digits.
    The slope is cov(t, x) / var(t) and needs two different times.
    """
    first, end = first_in_window(days, width), last_at_time(days)
    present = ~np.isnan(values)
    x = np.where(present, values - center, 0.0)
    t = np.where(present, days[:, None] - (days[0] if len(days) else 0.0), 0.0)
    sums = [window_sum(part, first, end) for part in (present.astype(float), x, x * x, t, t * t, t * x)]
    n, sx, sxx, st, stt, stx = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(n > 0, sx / n, np.nan)
        variance = np.where(n > 1, (sxx - sx * mean) / (n - 1), np.nan)
        spread_t = stt - st * st / n
        slope = np.where((n > 1) & (spread_t > 1e-9), (stx - st * sx / n) / spread_t, np.nan)
    return Rolled(n, mean + center, np.sqrt(np.maximum(variance, 0.0)), slope)


def count_in_window(days: Floats, flags: Floats, width: float) -> Floats:
    """How often `flags` (n,) holds within `width` days of each reading, shape (n,)."""
    return window_sum(flags.reshape(-1, 1).astype(float), first_in_window(days, width), last_at_time(days))[
        :, 0
    ]
