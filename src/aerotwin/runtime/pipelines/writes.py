"""Writing a query's rows, with the metrics that were observed on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aerotwin.runtime.pipelines.rules import ROWS
from aerotwin.runtime.pipelines.tables import Table, find

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Observed = dict[str, dict[str, int]]
OUTPUT = "output"
STARTS = 3
UPSERTED, DELETED = "num_upserted_rows", "num_deleted_rows"


def watched(rows: DataFrame) -> DataFrame:
    """The rows, counted as the flow's output."""
    from pyspark.sql import functions as F

    return rows.observe(OUTPUT, F.count(F.lit(1)).alias(ROWS))


@dataclass
class _Collected(Mapping[str, Any]):
    """Takes in every observation that a Connect response carries, whether this process has made it or SQL."""

    found: dict[str, _Observation] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> _Observation:
        return self.found.setdefault(name, _Observation())

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __bool__(self) -> bool:
        # The client would put an empty mapping of its own in the place of a false one.
        return True


@dataclass
class _Observation:
    _result: dict[str, Any] = field(default_factory=dict)

    def _set_error(self, error: BaseException) -> None:
        raise error


def overwrite(rows: DataFrame, table: Table, partition_cols: tuple[str, ...], new_schema: bool) -> Observed:
    """Replace what a table has by `rows`, in one commit; its history stays."""
    writer = rows.write.format("delta")
    if table.fresh:
        return _save(writer.mode("append"), table=table.sql)
    writer = writer.mode("overwrite")
    if new_schema:
        writer = writer.option("overwriteSchema", "true")
        if partition_cols:
            writer = writer.partitionBy(*partition_cols)
    return _save(writer, path=table.location)


def append_once(rows: DataFrame, table: Table, flow: str) -> Observed:
    """Add `rows` to a table, unless the flow has done so before."""
    writer = rows.write.format("delta").mode("append").option("mergeSchema", "true")
    # Delta leaves out a transaction of an application that it has seen.
    writer = writer.option("txnAppId", f"{table.checkpoint}/{flow}").option("txnVersion", "0")
    there = table if table.location else find(rows.sparkSession, table.sql)
    assert there is not None
    return _save(writer, path=there.location)


def _save(writer: Any, path: str | None = None, table: str | None = None) -> Observed:
    """Write to a path, or append to a table: only so does Connect tell what was observed."""
    plan = writer._write
    if table is not None:
        plan.table_name, plan.table_save_method = table, "save_as_table"
    plan.path = path
    collected = _Collected()
    client = writer._spark.client
    client.execute_command(plan.command(client), collected)
    return {name: one._result for name, one in collected.found.items()}


def stream(writer: Any, target: str | None, checkpoint: str) -> Observed:
    """Run a stream until it has read what is there now; `target` is a table, None if the writer has its own.

    Raises what the stream failed with.
    """
    writer = writer.option("checkpointLocation", checkpoint).trigger(availableNow=True)
    query = _start(writer, target)
    query.awaitTermination()
    error = query.exception()
    if error is not None:
        raise error
    total: Observed = {}
    for progress in query.recentProgress:
        for name, row in progress.observedMetrics.items():
            sums = total.setdefault(name, {})
            # Over Connect a row of a progress report carries its schema as a second field.
            keys = [column["name"] for column in row["schema"]["fields"]]
            for key, value in zip(keys, row["values"], strict=True):
                sums[key] = sums.get(key, 0) + (value or 0)
    return total


def _start(writer: Any, target: str | None) -> Any:
    from pyspark.errors import PySparkException

    for attempt in range(1, STARTS + 1):
        try:
            return writer.toTable(target) if target else writer.start()
        except PySparkException as error:
            if target and "STREAMING_OUTPUT_MODE" in str(error):
                # Groups that nothing closes have no last row to append: each time the result is all of them.
                return writer.outputMode("complete").toTable(target)
            # Spark gives the worker of foreachBatch ten seconds to start, which a busy machine exceeds.
            if attempt == STARTS or "failed to connect back" not in str(error):
                raise
    raise AssertionError("unreachable")
