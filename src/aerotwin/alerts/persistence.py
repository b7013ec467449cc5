"""k of the last n flights: one high probability alone is no alert."""

from __future__ import annotations

import numpy as np


def reached(over: np.ndarray, flights: int, of: int) -> np.ndarray:
    """For each flight of one aircraft: are `flights` or more of the last `of`, itself included, over?"""
    total = np.cumsum(np.append(0, over.astype(int)))
    ends = np.arange(1, len(over) + 1)
    return total[ends] - total[np.maximum(ends - of, 0)] >= flights


def episodes(active: np.ndarray) -> list[tuple[int, int]]:
    """First and last index of every unbroken run of active flights."""
    edges = np.diff(np.concatenate(([0], active.astype(int), [0])))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]
