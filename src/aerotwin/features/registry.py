"""The table `feature_tables`: what the feature store knows of each feature table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import SparkSession

from aerotwin.errors import AeroTwinError

TABLE = "feature_tables"
SCHEMA = (
    "name string COMMENT 'Feature table', "
    "primary_keys array<string> COMMENT 'Columns that name a row together with the timestamp keys', "
    "timestamp_keys array<string> COMMENT 'Columns with the time of the row', "
    "description string COMMENT 'What the table holds', "
    "tags map<string,string> COMMENT 'Free tags', "
    "sources array<string> COMMENT 'Tables it is computed from', "
    "lineage string COMMENT 'Pipeline, job, task and run that registered it (JSON)', "
    "registered_at timestamp COMMENT 'Last registration (UTC)'"
)


@dataclass(frozen=True)
class FeatureTable:
    """A registered feature table."""

    name: str
    primary_keys: list[str]
    timestamp_keys: list[str]
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    lineage: dict[str, str] = field(default_factory=dict)


def write(spark: SparkSession, tables: Sequence[FeatureTable]) -> None:
    """Merge the tables' metadata into `feature_tables` by name."""
    now = datetime.now(UTC)
    rows: list[Any] = [
        (
            t.name,
            t.primary_keys,
            t.timestamp_keys,
            t.description,
            t.tags,
            t.sources,
            json.dumps(t.lineage),
            now,
        )
        for t in tables
    ]
    spark.sql(
        f"CREATE TABLE IF NOT EXISTS {TABLE} ({SCHEMA}) USING delta COMMENT 'Registered feature tables'"
    )
    spark.createDataFrame(rows, SCHEMA).createOrReplaceTempView("registered_features")
    spark.sql(
        f"MERGE INTO {TABLE} AS known USING registered_features AS given ON known.name = given.name "
        "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
    ).collect()


def read(spark: SparkSession, name: str) -> FeatureTable:
    """The metadata of one table; raises AeroTwinError, with the names that are registered, if unknown."""
    known = (
        {row.name: row for row in spark.table(TABLE).collect()} if spark.catalog.tableExists(TABLE) else {}
    )
    if name not in known:
        names = ", ".join(sorted(known)) or "none"
        raise AeroTwinError(f"'{name}' is no registered feature table: run register_features. Known: {names}")
    row = known[name]
    return FeatureTable(
        row.name,
        row.primary_keys,
        row.timestamp_keys,
        row.description,
        row.tags,
        row.sources,
        json.loads(row.lineage),
    )
