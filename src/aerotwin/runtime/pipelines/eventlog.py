"""Where the events of a pipeline's updates are kept: as lines in the home, and as a Delta table to query."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader.calls import Call, find
from aerotwin.runtime.home import Home
from aerotwin.runtime.pipelines import tables
from aerotwin.runtime.pipelines.event_schema import COLUMNS, NESTED
from aerotwin.runtime.pipelines.log import Event, row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Known:
    """A pipeline that has run in this home; `table` is its event log's, as Spark takes it."""

    id: str
    name: str
    key: str
    table: str


def folder(home: Home, id: str) -> Path:
    """Where the events of a pipeline are kept, one file an update: `<update id>.jsonl`."""
    return home.pipelines / id / "events"


def remember(folder: Path, known: Known) -> None:
    """Note in a pipeline's folder what it is known by."""
    file = folder / "pipeline.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(known)))


def pipelines(home: Home) -> list[Known]:
    """The pipelines that have run in this home, by name."""
    files = home.pipelines.glob("*/pipeline.json")
    return sorted((Known(**json.loads(file.read_text())) for file in files), key=lambda one: one.name)


def pipeline(home: Home, said: str) -> Known:
    """The pipeline with that name, key or id. Raises AeroTwinError, naming those there are."""
    there = pipelines(home)
    for one in there:
        if said in (one.name, one.key, one.id):
            return one
    names = ", ".join(one.name for one in there) or "none"
    raise AeroTwinError(f"No pipeline {said} has run here; there are: {names}.")


def updates(home: Home, id: str) -> list[tuple[str, list[Event]]]:
    """A pipeline's updates with their events, oldest first."""
    found = [(file.stem, list(events(file))) for file in folder(home, id).glob("*.jsonl")]
    return sorted((one for one in found if one[1]), key=lambda one: str(one[1][0]["timestamp"]))


def of_update(home: Home, known: Known, update: str | None) -> list[Event]:
    """The events of an update, the last one if none is named. Raises AeroTwinError if there is no such."""
    there = updates(home, known.id)
    for id, found in reversed(there):
        if update is None or id == update:
            return found
    raise AeroTwinError(f"Pipeline {known.name} has no update {update or ''}; it has {len(there)}.")


def flows(events: Sequence[Event]) -> dict[str, str]:
    """The last status of each flow of an update."""
    return {
        event["origin"]["flow_name"]: event["details"]["flow_progress"]["status"]
        for event in events
        if event["event_type"] == "flow_progress"
    }


def events(file: Path) -> Iterator[Event]:
    """The events in a file; a line that a killed update has not finished is left out."""
    for line in file.read_text().splitlines(keepends=True):
        if line.endswith("\n"):
            yield json.loads(line)


def append(spark: SparkSession, table: str, new: Sequence[Event]) -> None:
    """Add events to the Delta table, which is made if missing."""
    if spark.catalog.tableExists(table) and dict(spark.table(table).dtypes)["origin"] == "string":
        # Of an earlier version, which kept as text what is nested.
        older = _typed(spark.table(table)).write.format("delta").mode("overwrite")
        older.option("overwriteSchema", "true").saveAsTable(table)
    texts = ", ".join(f"{name} {'STRING' if name in NESTED else kind}" for name, kind in COLUMNS.items())
    rows = [tuple(row(event)[name] for name in COLUMNS) for event in new]
    _typed(spark.createDataFrame(rows, texts)).write.format("delta").mode("append").saveAsTable(table)


def _typed(frame: DataFrame) -> DataFrame:
    """Events whose nested columns are JSON text, with these as structs."""
    from pyspark.sql import functions as F

    return frame.select(
        *(F.from_json(name, kind).alias(name) if name in NESTED else name for name, kind in COLUMNS.items())
    )


def resolve(spark: SparkSession, text: str) -> str:
    """`text` with `event_log('pipeline')` and `event_log(TABLE(t))` replaced by the logs' tables."""
    for call in reversed(find(text, ("event_log",))):
        text = f"{text[: call.start]}{_table(spark, call)}{text[call.end :]}"
    return text


def _table(spark: SparkSession, call: Call) -> str:
    said = call.positional[0].strip() if call.positional else ""
    if said.upper().startswith("TABLE"):
        name = said[len("TABLE") :].strip().strip("()").strip()
        table = tables.find(spark, name)
        if table is None or tables.PIPELINE not in table.properties:
            raise AeroTwinError(f"{name} is not a table of a pipeline, so it has no event log.")
        said = table.properties[tables.PIPELINE]
    return pipeline(Home.find(), said.strip("'\"")).table
