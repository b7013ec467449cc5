"""A sample table: its columns and how its rows are made."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

CATALOG = "samples"
COMMENT = "Synthetic rows with the schema of Databricks' sample table; made by `aerotwin samples install`."
Columns = dict[str, Any]
Make = Callable[[np.random.Generator], Columns]


@dataclass(frozen=True)
class Sample:
    """One table; `ddl` are its columns as Spark writes them, `make` gives an array per column."""

    schema: str
    name: str
    ddl: str
    make: Make

    @property
    def full_name(self) -> str:
        """The name that bundles read it by."""
        return f"{CATALOG}.{self.schema}.{self.name}"

    def columns(self) -> Columns:
        """The rows, column by column; the same on every call."""
        return self.make(np.random.default_rng(zlib.crc32(self.full_name.encode())))


def numbers(count: int, first: int = 1) -> np.ndarray:
    """Keys from `first` on."""
    return np.arange(first, first + count, dtype="int64")


def moments(rng: np.random.Generator, first: str, last: str, count: int) -> np.ndarray:
    """Random times to the second from `first` up to `last`."""
    start, end = (np.datetime64(text, "s").astype("int64") for text in (first, last))
    return rng.integers(start, end, count).astype("datetime64[s]").astype("datetime64[us]")


def dates(rng: np.random.Generator, first: str, last: str, count: int) -> np.ndarray:
    """Random days from `first` up to `last`."""
    start, end = (np.datetime64(text, "D").astype("int64") for text in (first, last))
    return rng.integers(start, end, count).astype("datetime64[D]")
