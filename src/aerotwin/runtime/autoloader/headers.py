"""The columns that the header lines of CSV files name."""

from __future__ import annotations

import csv
from collections import Counter


def columns(line: str, separator: str = ",") -> list[str]:
    """The columns of a header line, named as Spark's CSV reader names them.

    A column without a name is `_c` and its position; of columns with one name, whatever its case, each has
    its position added.
    """
    text = line.rstrip("\r\n")
    plain = len(separator) == 1
    cells = next(csv.reader([text], delimiter=separator), []) if plain else text.split(separator)
    often = Counter(cell.lower() for cell in cells)
    return [
        f"_c{at}" if not cell else f"{cell}{at}" if often[cell.lower()] > 1 else cell
        for at, cell in enumerate(cells)
    ]


def agree(names: list[str], others: list[str]) -> bool:
    """Whether files with these columns can be read as one: the columns that both have stand in one order."""
    pairs = zip(names, others, strict=False)
    return all(one.strip().lower() == other.strip().lower() for one, other in pairs)
