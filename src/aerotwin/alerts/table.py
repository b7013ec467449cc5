"""The rows of `<slug>_alerts`: their schema, ids and table."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from aerotwin.datamodel import keys
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
    (
        "recommended_action",
        pa.string(),
        "STRING",
        "what to do about the failure mode that the sensors point to, as configured",
    ),
    ("observed_at", _TIME, "TIMESTAMP", "reading of the traced inference, UTC"),
    ("opened_at", _TIME, "TIMESTAMP", "reading on which the alert opened, UTC"),
    ("updated_at", _TIME, "TIMESTAMP", "reading of the last change, UTC"),
    ("closed_at", _TIME, "TIMESTAMP", "when it was closed, UTC; empty while it is not"),
    ("run_id", pa.string(), "STRING", "job run that raised it; empty outside a job"),
    ("judged_to", _TIME, "TIMESTAMP", "last reading it was judged by, UTC; none is judged twice"),
    ("raise_probability", pa.float64(), "DOUBLE", "threshold it was raised at, 0 to 1"),
    ("failed_share", pa.float64(), "DOUBLE", "share of held-out flights at this level that failed, 0 to 1"),
    ("median_lead_days", pa.float64(), "DOUBLE", "median time of those to their failure, days"),
    ("acknowledged_by", pa.string(), "STRING", "who acknowledged it"),
    ("acknowledged_at", _TIME, "TIMESTAMP", "when it was acknowledged, UTC"),
    ("acknowledge_reason", pa.string(), "STRING", "why, in the words of that person"),
    ("closed_by", pa.string(), "STRING", "who closed it; aerotwin when it closed by itself"),
    ("close_reason", pa.string(), "STRING", "why it was closed"),
]
PEOPLES = ("state", "acknowledged_by", "acknowledged_at", "acknowledge_reason")
SCHEMA = pa.schema([(name, kind) for name, kind, _, _ in COLUMNS])


def alert_id(aircraft_id: str, code: str, opened_at: datetime) -> str:
    """`AT-007_ENG_20241203_184500`: the same opening reading gives the same id, always."""
    return f"{aircraft_id}_{code}_{opened_at:%Y%m%d_%H%M%S}"


def create_table(spark: SparkSession, subject: Subject) -> str:
    """Make the subject's alert table if it is missing, add columns it lacks; its name."""
    table = subject.table("alerts")
    comment = f"Maintenance alerts of {subject.name.lower()}, one row per alert"
    create(spark, table, COLUMNS, comment, keys.alerts(subject.slug))
    have = set(spark.table(table).columns)
    added = [f"{name} {kind} COMMENT '{note}'" for name, _, kind, note in COLUMNS if name not in have]
    if added:
        spark.sql(f"ALTER TABLE {table} ADD COLUMNS ({', '.join(added)})").collect()
    return table


def update_set() -> str:
    """What a run changes of an alert: everything but what people have written, unless it closes it.

    An acknowledgement made while a run is under way stays.
    """
    columns = ", ".join(f"{name} = s.{name}" for name in SCHEMA.names if name not in ("alert_id", *PEOPLES))
    return f"{columns}, state = CASE WHEN s.state = 'closed' THEN 'closed' ELSE t.state END"
