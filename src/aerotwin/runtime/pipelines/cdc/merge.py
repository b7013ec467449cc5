"""Bring the table of a feed up to date with the events that have come since."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from aerotwin.runtime.pipelines.cdc import history
from aerotwin.runtime.pipelines.cdc.changes import Changes
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

GONE = "__gone"


def merge(
    spark: SparkSession, name: str, there: DataFrame, now: DataFrame, keys: DataFrame | None, changes: Changes
) -> tuple[int, int]:
    """Make the rows of the table `name` those of `now`; how many were written and how many deleted.

    `there` are its rows; with `keys`, only theirs are looked at, and `now` has no others. One commit.
    """
    from pyspark.sql import functions as F

    identity = changes.identity
    if keys is not None:
        there = _of(there, keys, changes.keys)
    gone = there.join(now, history.same_key(there, now, identity), "left_anti").select(*map(quoted, identity))
    source = now.withColumn(GONE, F.lit(False)).unionByName(
        gone.withColumn(GONE, F.lit(True)), allowMissingColumns=True
    )
    view = f"__changes_{uuid.uuid4().hex[:8]}"
    source.createOrReplaceTempView(view)
    same = " AND ".join(f"t.{quoted(key)} <=> s.{quoted(key)}" for key in identity)
    columns = [quoted(column) for column in now.columns]
    sets = ", ".join(f"{column} = s.{column}" for column in columns)
    values = ", ".join(f"s.{column}" for column in columns)
    try:
        row = spark.sql(
            f"MERGE INTO {name} t USING {view} s ON {same} WHEN MATCHED AND s.{GONE} THEN DELETE "
            f"WHEN MATCHED AND ({_differs(now)}) THEN UPDATE SET {sets} "
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(columns)}) VALUES ({values})"
        ).collect()[0]
    finally:
        spark.catalog.dropTempView(view)
    return row.num_updated_rows + row.num_inserted_rows, row.num_deleted_rows


def _differs(rows: DataFrame) -> str:
    """SQL for whether the row of the table is another one; of columns that cannot be compared, always."""
    kinds = [field.dataType.simpleString() for field in rows.schema.fields]
    if any("map<" in kind or "variant" in kind for kind in kinds):
        return "true"
    return " OR ".join(f"NOT (t.{quoted(name)} <=> s.{quoted(name)})" for name in rows.columns)


def _of(rows: DataFrame, keys: DataFrame, names: tuple[str, ...]) -> DataFrame:
    return rows.join(keys, history.same_key(rows, keys, names), "left_semi")
