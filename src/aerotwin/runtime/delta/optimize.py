"""DeltaOptimizeBuilder: OPTIMIZE."""

from __future__ import annotations

from typing import Any

from aerotwin.runtime.delta.columns import sql_of


class DeltaOptimizeBuilder:
    """Compacts the files of a table, or of its partitions that meet a condition."""

    def __init__(self, spark: Any, target: str, where: str = "") -> None:
        self._spark = spark
        self._target = target
        self._where = where

    def where(self, partitionFilter: Any) -> DeltaOptimizeBuilder:
        """Only the partitions that meet a condition."""
        return DeltaOptimizeBuilder(self._spark, self._target, f" WHERE {sql_of(partitionFilter)}")

    def executeCompaction(self) -> Any:
        """Make few large files of many small ones; metrics as a DataFrame."""
        return self._spark.sql(f"OPTIMIZE {self._target}{self._where}")

    def executeZOrderBy(self, *cols: Any) -> Any:
        """Put rows whose values in these columns are close into the same files; metrics as a DataFrame."""
        listed = cols[0] if len(cols) == 1 and isinstance(cols[0], list | tuple) else cols
        return self._spark.sql(f"OPTIMIZE {self._target}{self._where} ZORDER BY ({', '.join(listed)})")
