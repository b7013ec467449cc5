"""Delta facts over plain SQL: versions, and writing only what is new."""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING

import pyarrow as pa

from aerotwin.conf import load_fleet

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ATTEMPTS = 5
_CONFLICT = re.compile(
    r"DELTA_CONCURRENT|DELTA_METADATA_CHANGED|DELTA_PROTOCOL_CHANGED|Concurrent\w+Exception"
)


def version(spark: SparkSession, table: str) -> int:
    """The table's current Delta version."""
    return int(spark.sql(f"DESCRIBE HISTORY {table} LIMIT 1").collect()[0]["version"])


def merge(
    spark: SparkSession,
    table: str,
    rows: pa.Table,
    key: str,
    update_when: str = "",
    update_set: str = "*",
    within: str = "true",
) -> None:
    """Insert the rows whose `key` the table does not have; with `update_when` also replace matched ones.

    `key` is one column, or several with commas. `update_when` is SQL over `t` (the table) and `s` (the rows),
    `update_set` what such a match changes. `within` narrows `t` to where the rows can be, such as their
    partition: writers of other partitions do not conflict. One that does is waited for. Without rows nothing
    is committed.
    """
    if rows.num_rows == 0:
        return
    view = f"{table}_incoming_{uuid.uuid4().hex[:8]}"
    spark.createDataFrame(rows).createOrReplaceTempView(view)
    same = " AND ".join(f"t.{name.strip()} = s.{name.strip()}" for name in key.split(","))
    update = f"WHEN MATCHED AND ({update_when}) THEN UPDATE SET {update_set}" if update_when else ""
    statement = (
        f"MERGE INTO {table} t USING {view} s ON {within} AND {same} {update} WHEN NOT MATCHED THEN INSERT *"
    )
    commit(spark, statement)
    spark.catalog.dropTempView(view)


def commit(spark: SparkSession, statement: str) -> None:
    """Run a statement that writes; once more when another writer was faster."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            spark.sql(statement).collect()
            return
        except Exception as error:  # Spark's errors have no common ancestor over Connect
            if attempt == ATTEMPTS or not _CONFLICT.search(str(error)):
                raise
        time.sleep(0.2 * attempt)


def retention_properties() -> dict[str, str]:
    """Table properties that keep old versions out of VACUUM's reach for trace_days of conf/fleet.yml."""
    days = f"interval {load_fleet().trace_days} days"
    return {"delta.logRetentionDuration": days, "delta.deletedFileRetentionDuration": days}
