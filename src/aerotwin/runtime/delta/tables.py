"""DeltaTable: what one can do with a table of Delta Lake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.errors import PySparkException

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.delta.builder import DeltaTableBuilder
from aerotwin.runtime.delta.columns import name_of, sql_of
from aerotwin.runtime.delta.merge import DeltaMergeBuilder
from aerotwin.runtime.delta.optimize import DeltaOptimizeBuilder
from aerotwin.runtime.notebooks.paths import local
from aerotwin.runtime.statements import literal


class DeltaTable:
    """A Delta table; made by forName, forPath and the builders."""

    def __init__(self, spark: Any, target: str, alias: str | None = None) -> None:
        self._spark = spark
        self._target = target
        self._alias = alias

    @classmethod
    def forName(cls, sparkSession: Any, tableOrViewName: str) -> DeltaTable:
        """The table of this name. Raises AnalysisException or, if it is not Delta's, AeroTwinError."""
        found = sparkSession.sql(f"DESCRIBE DETAIL {tableOrViewName}").first()
        if found.format != "delta":
            raise AeroTwinError(f"{tableOrViewName} is not a Delta table but {found.format}.")
        return cls(sparkSession, tableOrViewName)

    @classmethod
    def forPath(cls, sparkSession: Any, path: str, hadoopConf: Any = None) -> DeltaTable:  # noqa: ARG003
        """The table in a directory. Raises AeroTwinError if there is none."""
        if not cls.isDeltaTable(sparkSession, path):
            raise AeroTwinError(f"{path} is not a Delta table.")
        return cls(sparkSession, at(path))

    @classmethod
    def isDeltaTable(cls, sparkSession: Any, identifier: str) -> bool:
        """Whether a directory holds a Delta table."""
        target = identifier if identifier.startswith("delta.`") else at(identifier)
        try:
            return bool(sparkSession.sql(f"DESCRIBE DETAIL {target}").first().format == "delta")
        except PySparkException:
            return False

    @classmethod
    def convertToDelta(cls, sparkSession: Any, identifier: str, partitionSchema: Any = None) -> DeltaTable:
        """Make a Delta table of a directory of Parquet files, `parquet.`/path``."""
        kind, _, path = identifier.partition(".")
        source = f"{kind}.`{local(path.strip('`'))}`" if path.startswith("`/") else identifier
        given = partitionSchema
        if given is not None and not isinstance(given, str):
            given = ", ".join(f"{one.name} {one.dataType.simpleString()}" for one in given)
        by = f" PARTITIONED BY ({given})" if given else ""
        sparkSession.sql(f"CONVERT TO DELTA {source}{by}").collect()
        return cls(sparkSession, f"delta.{source.partition('.')[2]}" if "`" in source else identifier)

    @classmethod
    def create(cls, sparkSession: Any = None) -> DeltaTableBuilder:
        """A builder that makes a table; an error if there is one."""
        return DeltaTableBuilder(cls, _session(sparkSession), "CREATE TABLE")

    @classmethod
    def createIfNotExists(cls, sparkSession: Any = None) -> DeltaTableBuilder:
        """A builder that makes a table if there is none."""
        return DeltaTableBuilder(cls, _session(sparkSession), "CREATE TABLE IF NOT EXISTS")

    @classmethod
    def replace(cls, sparkSession: Any = None) -> DeltaTableBuilder:
        """A builder that replaces a table; an error if there is none."""
        return DeltaTableBuilder(cls, _session(sparkSession), "REPLACE TABLE")

    @classmethod
    def createOrReplace(cls, sparkSession: Any = None) -> DeltaTableBuilder:
        """A builder that makes a table in the place of any there is."""
        return DeltaTableBuilder(cls, _session(sparkSession), "CREATE OR REPLACE TABLE")

    def alias(self, aliasName: str) -> DeltaTable:
        """The table, called so in conditions."""
        return DeltaTable(self._spark, self._target, aliasName)

    def toDF(self) -> Any:
        """Its rows."""
        rows = self._spark.sql(f"SELECT * FROM {self._target}")
        return rows.alias(self._alias) if self._alias else rows

    def delete(self, condition: Any = None) -> Any:
        """Delete the rows that meet a condition, else all; the number of them as a DataFrame."""
        return self._spark.sql(f"DELETE FROM {self._named}{_where(condition)}")

    def update(self, condition: Any = None, set: Mapping[Any, Any] | None = None) -> Any:
        """Set columns of the rows that meet a condition, else of all; the number of them as a DataFrame."""
        if isinstance(condition, Mapping) and set is None:
            condition, set = None, condition
        if not set:
            raise AeroTwinError("DeltaTable.update needs `set`: columns with their new values.")
        values = ", ".join(f"{name_of(name)} = {sql_of(value)}" for name, value in set.items())
        return self._spark.sql(f"UPDATE {self._named} SET {values}{_where(condition)}")

    def merge(self, source: Any, condition: Any) -> DeltaMergeBuilder:
        """A builder of what is done with the rows of `source` that match ours, and with the others."""
        return DeltaMergeBuilder(self._spark, self._target, self._alias, source, condition)

    def vacuum(self, retentionHours: float | None = None) -> Any:
        """Remove files that no version within the retention needs."""
        kept = "" if retentionHours is None else f" RETAIN {retentionHours:g} HOURS"
        return self._spark.sql(f"VACUUM {self._target}{kept}")

    def history(self, limit: int | None = None) -> Any:
        """Its versions, the newest first."""
        rows = self._spark.sql(f"DESCRIBE HISTORY {self._target}")
        return rows if limit is None else rows.limit(limit)

    def detail(self) -> Any:
        """What it is and where, in one row."""
        return self._spark.sql(f"DESCRIBE DETAIL {self._target}")

    def optimize(self) -> DeltaOptimizeBuilder:
        """A builder of a compaction or a Z-order."""
        return DeltaOptimizeBuilder(self._spark, self._target)

    def generate(self, mode: str) -> None:
        """Write a manifest of its files."""
        self._spark.sql(f"GENERATE {mode} FOR TABLE {self._target}").collect()

    def restoreToVersion(self, version: int) -> Any:
        """Bring back a version."""
        return self._spark.sql(f"RESTORE TABLE {self._target} TO VERSION AS OF {int(version)}")

    def restoreToTimestamp(self, timestamp: str) -> Any:
        """Bring back the version of a time."""
        return self._spark.sql(f"RESTORE TABLE {self._target} TO TIMESTAMP AS OF {literal(str(timestamp))}")

    def clone(
        self,
        target: str,
        isShallow: bool = False,
        replace: bool = False,
        properties: Mapping[str, str] | None = None,
    ) -> DeltaTable:
        """Make a table that begins as this one is."""
        return self._cloned(target, isShallow, replace, properties, "")

    def cloneAtVersion(
        self,
        version: int,
        target: str,
        isShallow: bool = False,
        replace: bool = False,
        properties: Mapping[str, str] | None = None,
    ) -> DeltaTable:
        """Make a table that begins as this one was at a version."""
        return self._cloned(target, isShallow, replace, properties, f" VERSION AS OF {int(version)}")

    def _cloned(
        self, target: str, shallow: bool, replace: bool, properties: Mapping[str, str] | None, at_time: str
    ) -> DeltaTable:
        named = at(target) if "/" in target else target
        made = "CREATE OR REPLACE TABLE" if replace else "CREATE TABLE"
        kept = f" TBLPROPERTIES ({_pairs(properties)})" if properties else ""
        how = "SHALLOW" if shallow else "DEEP"
        self._spark.sql(f"{made} {named} {how} CLONE {self._target}{at_time}{kept}").collect()
        return DeltaTable(self._spark, named)

    def upgradeTableProtocol(self, readerVersion: int, writerVersion: int) -> None:
        """Ask of readers and writers that they know these versions."""
        versions = {"delta.minReaderVersion": readerVersion, "delta.minWriterVersion": writerVersion}
        self._set({key: str(version) for key, version in versions.items()})

    def addFeatureSupport(self, featureName: str) -> None:
        """Ask of readers and writers that they know a feature."""
        self._set({f"delta.feature.{featureName}": "supported"})

    def dropFeatureSupport(self, featureName: str, truncateHistory: bool | None = None) -> None:
        """Ask for a feature no more."""
        without = " TRUNCATE HISTORY" if truncateHistory else ""
        self._spark.sql(f"ALTER TABLE {self._target} DROP FEATURE {featureName}{without}").collect()

    def _set(self, properties: Mapping[str, str]) -> None:
        self._spark.sql(f"ALTER TABLE {self._target} SET TBLPROPERTIES ({_pairs(properties)})").collect()

    @property
    def _named(self) -> str:
        return f"{self._target} AS {self._alias}" if self._alias else self._target


def at(path: str) -> str:
    """The table in a directory, in SQL."""
    return "delta.`" + local(path).replace("`", "``") + "`"


def _where(condition: Any) -> str:
    return "" if condition is None else f" WHERE {sql_of(condition)}"


def _pairs(properties: Mapping[str, str]) -> str:
    return ", ".join(f"{literal(key)} = {literal(str(value))}" for key, value in properties.items())


def _session(given: Any) -> Any:
    if given is not None:
        return given
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession()
