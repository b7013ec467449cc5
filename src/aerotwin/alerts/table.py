"""The rows of `<slug>_alerts`: their schema, ids and table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from aerotwin.models.inferences import create
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TIME = pa.timestamp("us", tz="UTC")

# name, Arrow type, SQL type, comment
COLUMNS: list[tuple[str, pa.DataType, str, str]] = [
    ("alert_id", pa.string(), "STRING", "aircraft, component code and time of the opening reading; key"),
    ("trace_id", pa.string(), "STRING", "inference that justifies the severity"),
    ("aircraft_id", pa.string(), "STRING", "aircraft concerned"),
    ("component", pa.string(), "STRING", "component slug, or aircraft"),
    ("severity", pa.string(), "STRING", "CRITICAL, HIGH, MEDIUM or LOW"),
    ("category", pa.string(), "STRING", "kind of alert, from the component configuration"),
    ("state", pa.string(), "STRING", "open, acknowledged or closed"),
    ("failure_probability", pa.float64(), "DOUBLE", "probability of the traced inference, 0 to 1"),
    ("message", pa.string(), "STRING", "what drives the alert, in words with units"),
    ("recommended_action", pa.string(), "STRING", "what to do, from the component configuration"),
    ("observed_at", _TIME, "TIMESTAMP", "reading of the traced inference, UTC"),
    ("opened_at", _TIME, "TIMESTAMP", "reading on which the alert opened, UTC"),
    ("updated_at", _TIME, "TIMESTAMP", "reading of the last change, UTC"),
    ("closed_at", _TIME, "TIMESTAMP", "when it was closed, UTC; empty while it is not"),
    ("run_id", pa.string(), "STRING", "job run that raised it; empty outside a job"),
]
SCHEMA = pa.schema([(name, kind) for name, kind, _, _ in COLUMNS])


def alert_id(aircraft_id: str, code: str, opened_at: pd.Timestamp) -> str:
    """`AT-007_ENG_20241203_184500`: the same opening reading gives the same id, always."""
    return f"{aircraft_id}_{code}_{opened_at:%Y%m%d_%H%M%S}"


def create_table(spark: SparkSession, subject: Subject) -> str:
    """Make the subject's alert table if it is missing; its name."""
    table = subject.table("alerts")
    create(spark, table, COLUMNS, f"Maintenance alerts of {subject.name.lower()}, one row per alert")
    return table
