"""What people do with alerts: list, show, acknowledge and close. For commands, notebooks and the web."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aerotwin import conf
from aerotwin.alerts import events, lookup
from aerotwin.alerts import table as alert_table
from aerotwin.alerts.severity import rank
from aerotwin.alerts.views import alerts_sql
from aerotwin.errors import AeroTwinError
from aerotwin.models import delta
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STATES = ("open", "acknowledged", "closed")


def list_alerts(
    spark: SparkSession,
    state: str = "",
    severity: str = "",
    component: str = "",
    aircraft: str = "",
) -> list[dict[str, Any]]:
    """Alerts as dicts with the columns of the alert tables, the worst first; "" does not filter.

    `state` may also be `standing`: open or acknowledged. Raises AeroTwinError for a value that cannot be.
    """
    subjects = lookup.subjects(spark)
    _one_of("state", state, [*STATES, "standing"])
    _one_of("severity", severity.upper(), conf.SEVERITIES)
    _one_of("component", component, [subject.slug for subject in subjects])
    chosen = [subject for subject in subjects if component in ("", subject.slug)]
    rows = spark.sql(alerts_sql(chosen))
    if state:
        rows = rows.where(rows.state.isin(["open", "acknowledged"] if state == "standing" else [state]))
    if severity:
        rows = rows.where(rows.severity == severity.upper())
    if aircraft:
        rows = rows.where(rows.aircraft_id == aircraft)
    found: list[dict[str, Any]] = rows.toArrow().to_pylist()
    return sorted(found, key=_worst_first)


def show_alert(spark: SparkSession, alert_id: str) -> dict[str, Any]:
    """One alert with `events`, all its transitions in order; raises AeroTwinError for an unknown id."""
    subject = lookup.subject_of(spark, alert_id)
    alert = lookup.row(spark.table(subject.table("alerts")), alert_id=alert_id)
    return {**alert, "events": history(spark, alert_id)}


def history(spark: SparkSession, alert_id: str) -> list[dict[str, Any]]:
    """The rows of `alert_events` of one alert, in order."""
    from pyspark.sql import functions as F

    if not spark.catalog.tableExists(events.TABLE):
        return []
    found = spark.table(events.TABLE).where(F.col("alert_id") == F.lit(alert_id)).toArrow().to_pylist()
    return sorted(found, key=lambda row: (row["recorded_at"], row["occurred_at"]))


def acknowledge(spark: SparkSession, alert_id: str, who: str, why: str = "") -> dict[str, Any]:
    """Say that someone takes care of an open alert; the alert afterwards, as show_alert gives it.

    An acknowledged alert keeps who acknowledged it first. Raises AeroTwinError for a closed one.
    """
    subject, alert = _alert(spark, alert_id, who)
    if alert["state"] == "closed":
        raise AeroTwinError(f"alert {alert_id} is closed since {alert['closed_at']:%Y-%m-%d %H:%M} UTC")
    if alert["state"] == "open":
        columns = {"acknowledged_by": who.strip(), "acknowledge_reason": why.strip()}
        _write(spark, subject, alert, "acknowledged", "acknowledged_at", columns, "t.state = 'open'")
    return show_alert(spark, alert_id)


def close(spark: SparkSession, alert_id: str, who: str, why: str) -> dict[str, Any]:
    """Close an alert for a reason; the alert afterwards, as show_alert gives it.

    Later flights that pass the threshold open a new one. Raises AeroTwinError without a reason, and for one
    that is closed already.
    """
    subject, alert = _alert(spark, alert_id, who)
    if not why.strip():
        raise AeroTwinError("say why the alert is closed, such as what was found and done")
    if alert["state"] == "closed":
        by, reason = alert["closed_by"] or "someone", alert["close_reason"] or "no reason given"
        raise AeroTwinError(f"alert {alert_id} was closed by {by} already: {reason}")
    columns = {"closed_by": who.strip(), "close_reason": why.strip()}
    _write(spark, subject, alert, "closed", "closed_at", columns, "t.state <> 'closed'")
    return show_alert(spark, alert_id)


def _alert(spark: SparkSession, alert_id: str, who: str) -> tuple[Subject, dict[str, Any]]:
    if not who.strip():
        raise AeroTwinError("say who does this: a name or an e-mail address")
    subject = lookup.subject_of(spark, alert_id)
    alert_table.create_table(spark, subject)
    return subject, lookup.row(spark.table(subject.table("alerts")), alert_id=alert_id)


def _write(
    spark: SparkSession,
    subject: Subject,
    alert: dict[str, Any],
    state: str,
    time_column: str,
    columns: dict[str, str],
    when: str,
) -> None:
    """Change the row if `when` still holds, then add the event; the next run adds it if this breaks off."""
    import pyarrow as pa

    changed = {**alert, **columns, "state": state, time_column: datetime.now(UTC)}
    name = subject.table("alerts")
    names = ["state", time_column, *columns]
    values = ", ".join(f"{column} = s.{column}" for column in names)
    rows = pa.Table.from_pylist([changed], schema=alert_table.SCHEMA)
    delta.merge(spark, name, rows, "alert_id", update_when=when, update_set=values)
    written = lookup.row(spark.table(name), alert_id=alert["alert_id"])
    events.create_table(spark)
    events.append(spark, subject.slug, events.written_in_rows(written))


def _worst_first(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["state"] == "closed", -rank(row["severity"]), -row["failure_probability"], row["alert_id"])


def _one_of(what: str, value: str, allowed: Iterable[str]) -> None:
    known = list(allowed)
    if value and value not in known:
        near = difflib.get_close_matches(value, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise AeroTwinError(f"there is no {what} '{value}': choose from {', '.join(known)}.{hint}")
