"""The rows of `<slug>_inferences`: their schema, ids and table."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from aerotwin.datamodel import keys
from aerotwin.models import delta
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "inferences.aerotwin")
_TIME = pa.timestamp("us", tz="UTC")
_CONTRIBUTION = pa.struct([("feature", pa.string()), ("value", pa.float64()), ("contribution", pa.float64())])

# name, Arrow type, SQL type, comment
COLUMNS: list[tuple[str, pa.DataType, str, str]] = [
    ("trace_id", pa.string(), "STRING", "UUIDv5 of slug, aircraft, reading and model version; key"),
    ("model_name", pa.string(), "STRING", "registered model"),
    ("model_version", pa.int32(), "INT", "registered version, a count from 1"),
    ("run_id", pa.string(), "STRING", "MLflow run that trained the version"),
    ("feature_table", pa.string(), "STRING", "table the features were read from"),
    ("feature_version", pa.int64(), "BIGINT", "Delta version of that table, a count from 0"),
    ("aircraft_id", pa.string(), "STRING", "aircraft scored"),
    ("observed_at", _TIME, "TIMESTAMP", "end of the flight scored, UTC; key of the feature row"),
    ("cycle", pa.int64(), "BIGINT", "flight number of the aircraft, cycles"),
    ("failure_probability", pa.float64(), "DOUBLE", "probability of a failure within the horizon, 0 to 1"),
    ("prediction", pa.int32(), "INT", "1 at or above the lowest alert level, else 0"),
    (
        "contributions",
        pa.list_(_CONTRIBUTION),
        "ARRAY<STRUCT<feature: STRING, value: DOUBLE, contribution: DOUBLE>>",
        "top five features by Shapley value, contribution in probability; empty below the lowest alert level",
    ),
    ("scored_at", _TIME, "TIMESTAMP", "when this was scored first, UTC"),
]
SCHEMA = pa.schema([(name, kind) for name, kind, _, _ in COLUMNS])


def trace_id(slug: str, aircraft_id: str, observed_at: pd.Timestamp, version: int) -> str:
    """The id of an inference: the same inputs give the same id, always."""
    moment = observed_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(uuid.uuid5(NAMESPACE, f"{slug}|{aircraft_id}|{moment}|{version}"))


def create_table(spark: SparkSession, subject: Subject) -> str:
    """Make the subject's inference table if it is missing; its name."""
    table = subject.table("inferences")
    comment = f"Failure probabilities of {subject.name.lower()}, one row per flight scored"
    create(spark, table, COLUMNS, comment, keys.inferences(subject.slug))
    return table


def create(
    spark: SparkSession,
    table: str,
    columns: list[tuple[str, pa.DataType, str, str]],
    comment: str,
    declared: Mapping[str, str],
    partition: str = "",
) -> None:
    """CREATE TABLE IF NOT EXISTS as Delta, with comments on table and columns, retention and keys.

    `declared` are the properties that tell the keys.
    """
    defined = ", ".join(f"{name} {kind} COMMENT '{note}'" for name, _, kind, note in columns)
    parts = f" PARTITIONED BY ({partition})" if partition else ""
    properties = ", ".join(
        f"'{name}' = '{value}'" for name, value in {**delta.retention_properties(), **declared}.items()
    )
    spark.sql(
        f"CREATE TABLE IF NOT EXISTS {table} ({defined}) USING DELTA{parts} COMMENT '{comment}' "
        f"TBLPROPERTIES ({properties})"
    ).collect()
