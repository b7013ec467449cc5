"""Readings as lines of JSON."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aerotwin.conf import Component
from aerotwin.simulation.malformed import broken
from aerotwin.simulation.streams import Floats


def json_lines(rows: pd.DataFrame) -> list[str]:
    """One JSON object for each row, keys in the order of the columns, missing numbers as null."""
    text = rows.to_json(orient="records", lines=True, double_precision=6)
    return text.splitlines()


def timestamps(times: NDArray[np.datetime64]) -> NDArray[np.str_]:
    """ISO 8601 in UTC to the second, such as 2023-01-01T08:15:30Z."""
    return np.datetime_as_string(times, unit="s", timezone="UTC")


def break_some(
    lines: list[str], draws: Floats, rate: float, component: Component
) -> tuple[list[str], int, int]:
    """The lines as they land, how many of them are broken and how many stand twice.

    `draws` has shape (lines, 2); a share of `rate` is affected.
    """
    landed: list[str] = []
    malformed = duplicates = begin = 0
    for index in np.flatnonzero(draws[:, 0] < rate):
        how, where = draws[index, 0] / rate, draws[index, 1]
        copies = broken(lines[index], float(how), float(where), component)
        landed += lines[begin:index]
        landed += copies
        malformed += len(copies) == 1
        duplicates += len(copies) - 1
        begin = int(index) + 1
    return landed + lines[begin:], malformed, duplicates
