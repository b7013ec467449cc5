"""`alert_events`: every transition of every alert, once; rows are only ever added."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from aerotwin.datamodel import keys
from aerotwin.models import delta
from aerotwin.models.inferences import create

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLE = "alert_events"
MACHINE = "aerotwin"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "alert-events.aerotwin")
_TIME = pa.timestamp("us", tz="UTC")

# name, Arrow type, SQL type, comment
COLUMNS: list[tuple[str, pa.DataType, str, str]] = [
    ("event_id", pa.string(), "STRING", "UUIDv5 of alert, action and severity; key"),
    ("alert_id", pa.string(), "STRING", "alert concerned"),
    ("aircraft_id", pa.string(), "STRING", "aircraft concerned"),
    ("component", pa.string(), "STRING", "component slug, or aircraft"),
    ("action", pa.string(), "STRING", "raise, escalate, acknowledge or close"),
    ("from_state", pa.string(), "STRING", "state before; empty when raised"),
    ("to_state", pa.string(), "STRING", "state after: open, acknowledged or closed"),
    ("severity", pa.string(), "STRING", "severity after: CRITICAL, HIGH, MEDIUM or LOW"),
    ("who", pa.string(), "STRING", "person; aerotwin when it happened by itself"),
    (
        "occurred_at",
        _TIME,
        "TIMESTAMP",
        "time of the reading, the maintenance or the action of a person, UTC",
    ),
    ("recorded_at", _TIME, "TIMESTAMP", "when this row was written, UTC"),
    ("why", pa.string(), "STRING", "reason in words"),
    ("trace_id", pa.string(), "STRING", "inference behind it; empty when there is none"),
    ("run_id", pa.string(), "STRING", "job run that wrote it; empty outside a job"),
]
SCHEMA = pa.schema([(name, kind) for name, kind, _, _ in COLUMNS])


def event(
    alert: Mapping[str, Any], action: str, from_state: str, to_state: str, who: str, when: datetime, why: str
) -> dict[str, Any]:
    """The event of one step of an alert (its row after the step).

    Each step but escalation happens once to an alert, and that once to a severity: so the id is the same
    whenever and by whomever the step is written down.
    """
    step = f"{action}|{alert['severity']}" if action == "escalate" else action
    return {
        "event_id": str(uuid.uuid5(NAMESPACE, f"{alert['alert_id']}|{step}")),
        "alert_id": alert["alert_id"],
        "aircraft_id": alert["aircraft_id"],
        "component": alert["component"],
        "action": action,
        "from_state": from_state,
        "to_state": to_state,
        "severity": alert["severity"],
        "who": who,
        "occurred_at": when,
        "recorded_at": datetime.now(UTC),
        "why": why,
        "trace_id": alert["trace_id"],
        "run_id": "",
    }


def written_in_rows(alert: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Acknowledgement and closing as the alert's row tells them, whoever wrote it: also a plain UPDATE."""
    found = []
    acknowledged = alert.get("acknowledged_at")
    if acknowledged:
        who, why = alert.get("acknowledged_by") or "", alert.get("acknowledge_reason") or ""
        found.append(event(alert, "acknowledge", "open", "acknowledged", who, acknowledged, why))
    if alert["state"] == "closed":
        before = "acknowledged" if acknowledged else "open"
        when = alert["closed_at"] or alert["updated_at"]
        who, why = alert.get("closed_by") or "", alert.get("close_reason") or ""
        found.append(event(alert, "close", before, "closed", who, when, why))
    return found


def create_table(spark: SparkSession) -> str:
    """Make the table if it is missing; its name."""
    if not spark.catalog.tableExists(TABLE):
        try:
            comment = "Every transition of every alert; append-only"
            declared = {**keys.events(), "delta.appendOnly": "true"}
            create(spark, TABLE, COLUMNS, comment, declared, "component")
        except Exception:
            # Another task has made it meanwhile.
            if not spark.catalog.tableExists(TABLE):
                raise
    return TABLE


def append(spark: SparkSession, component: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write those events of one component that are not there yet."""
    delta.merge(
        spark,
        TABLE,
        pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA),
        key="event_id",
        within=f"t.component = '{component}'",
    )


def known_ids(spark: SparkSession, component: str) -> set[str]:
    """Ids of the component's events."""
    rows = spark.table(TABLE).where(f"component = '{component}'").select("event_id").toArrow()
    return set(rows.column("event_id").to_pylist())
