"""Delta facts over plain SQL: versions, and writing only what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def version(spark: SparkSession, table: str) -> int:
    """The table's current Delta version."""
    return int(spark.sql(f"DESCRIBE HISTORY {table} LIMIT 1").collect()[0]["version"])


def merge(spark: SparkSession, table: str, rows: pa.Table, key: str, update_when: str = "") -> None:
    """Insert the rows whose `key` the table does not have; with `update_when` also replace matched ones.

    `key` is one column, or several with commas.

    `update_when` is SQL over `t` (the table) and `s` (the rows). Without rows nothing is committed.
    """
    if rows.num_rows == 0:
        return
    view = f"{table}_incoming"
    spark.createDataFrame(rows).createOrReplaceTempView(view)
    same = " AND ".join(f"t.{name.strip()} = s.{name.strip()}" for name in key.split(","))
    update = f"WHEN MATCHED AND ({update_when}) THEN UPDATE SET *" if update_when else ""
    spark.sql(
        f"MERGE INTO {table} t USING {view} s ON {same} {update} WHEN NOT MATCHED THEN INSERT *"
    ).collect()
    spark.catalog.dropTempView(view)
