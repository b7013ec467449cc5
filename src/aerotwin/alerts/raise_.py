"""Follow every aircraft's inferences, and write what opens, worsens or closes an alert."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from aerotwin import notebook
from aerotwin.alerts import events
from aerotwin.alerts import table as alert_table
from aerotwin.alerts.action import recommended
from aerotwin.alerts.message import message
from aerotwin.alerts.rows import Changes, Row, follow
from aerotwin.errors import AeroTwinError
from aerotwin.models import delta, registry, thresholds
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Raised:
    """What changed: alerts opened, escalated and closed, and the alerts of the subject not closed."""

    opened: int
    escalated: int
    closed: int
    alerts: pd.DataFrame
    thresholds: thresholds.Thresholds

    @property
    def text(self) -> str:
        """One sentence for the task's output."""
        return (
            f"{self.opened} alerts opened, {self.escalated} escalated, {self.closed} closed by themselves, "
            f"{len(self.alerts)} not closed; raised from {self.thresholds.raise_probability:.2f} "
            f"({self.thresholds.source})"
        )


def raise_alerts(spark: SparkSession, subject: Subject, version: str = "") -> Raised:
    """Alerts from the inferences of one model version, the newest scored one when `version` is empty.

    Doing it twice changes nothing, and no run undoes what a person did. Events are written before alerts: a
    run that breaks off in between writes the same ones again. Raises AeroTwinError when that version has no
    inference.
    """
    with notebook.stage("work"):
        inferences = load_inferences(spark, subject, version)
        with ThreadPoolExecutor(3) as pool:
            serviced = pool.submit(load_maintenance, spark, subject)
            limits = pool.submit(_thresholds, subject, inferences[-1]["run_id"])
            recorded = pool.submit(_recorded, spark, subject)
            name = alert_table.create_table(spark, subject)
            alerts = spark.table(name).select(*alert_table.SCHEMA.names).toArrow().to_pylist()
        found = changes(subject, limits.result(), inferences, serviced.result(), alerts)
        _tell(spark, subject, limits.result(), found)
        after = {row["alert_id"]: row for row in [*alerts, *found.rows]}
        steps = [*found.events, *(event for row in after.values() for event in events.written_in_rows(row))]
        run_id = notebook.context()["run_id"]
        new = [{**step, "run_id": run_id} for step in steps if step["event_id"] not in recorded.result()]
        events.append(spark, subject.slug, new)
        written = pa.Table.from_pylist(found.rows, schema=alert_table.SCHEMA)
        open_still, changed = "t.state <> 'closed'", alert_table.update_set()
        delta.merge(spark, name, written, "alert_id", update_when=open_still, update_set=changed)
    standing = _frame([row for row in after.values() if row["state"] != "closed"])
    counts = len(found.opened), len(found.escalated - found.opened), len(found.closed)
    return Raised(*counts, standing, limits.result())


def changes(
    subject: Subject,
    limits: thresholds.Thresholds,
    inferences: list[Row],
    maintenance: dict[str, list[datetime]],
    alerts: list[Row],
) -> Changes:
    """What the inferences (by aircraft and time) and maintenance do to the existing alerts; pure."""
    found = Changes()
    for name, flights in groupby(inferences, key=lambda row: row["aircraft_id"]):
        mine = [row for row in alerts if row["aircraft_id"] == name]
        follow(subject, limits, str(name), list(flights), maintenance.get(name, []), mine, found)
    return found


def load_inferences(spark: SparkSession, subject: Subject, version: str) -> list[Row]:
    """Inferences of that model version, else of the newest one, by aircraft and time."""
    name = subject.table("inferences")
    command = f"`aerotwin bundle run aerotwin --only score_{subject.slug}`"
    if not spark.catalog.tableExists(name):
        raise AeroTwinError(f"there is no table {name}: {command} makes it")
    chosen = int(version) if version else f"(SELECT max(model_version) FROM {name})"
    rows: list[Row] = (
        spark.sql(
            "SELECT aircraft_id, observed_at, trace_id, failure_probability, run_id "
            f"FROM {name} WHERE model_version = {chosen}"
        )
        .toArrow()
        .to_pylist()
    )
    if not rows:
        which = f" of model version {version}" if version else ""
        raise AeroTwinError(f"{name} holds no inference{which}: {command} writes some")
    return sorted(rows, key=lambda row: (row["aircraft_id"], row["observed_at"]))


def load_maintenance(spark: SparkSession, subject: Subject) -> dict[str, list[datetime]]:
    """When each aircraft had maintenance on the subject's components."""
    if not subject.alerts.close_on_maintenance:
        return {}
    table = spark.table(f"{subject.prefix}maintenance_events")
    rows = table.where(table.component.isin(list(subject.components))).select("aircraft_id", "occurred_at")
    found: dict[str, list[datetime]] = {}
    for row in rows.toArrow().to_pylist():
        found.setdefault(row["aircraft_id"], []).append(row["occurred_at"])
    return found


def _thresholds(subject: Subject, run_id: str) -> thresholds.Thresholds:
    registry.prepare()
    return thresholds.load(subject, run_id)


def _recorded(spark: SparkSession, subject: Subject) -> set[str]:
    events.create_table(spark)
    return events.known_ids(spark, subject.slug)


def _tell(spark: SparkSession, subject: Subject, limits: thresholds.Thresholds, found: Changes) -> None:
    """Write the messages and actions of opened and escalated alerts into their rows."""
    wanted = [row for row in found.rows if row["alert_id"] in found.opened | found.escalated]
    if not wanted:
        return
    ids = ", ".join(f"'{row['trace_id']}'" for row in wanted)
    rows = spark.sql(
        f"""
        SELECT i.trace_id, i.contributions, f.*
        FROM {subject.table("inferences")} i
        JOIN {subject.table("features")} f USING (aircraft_id, observed_at)
        WHERE i.trace_id IN ({ids})
        """
    ).toArrow()
    by_trace: dict[str, dict[str, Any]] = {row["trace_id"]: row for row in rows.to_pylist()}
    run_id = notebook.context()["run_id"]
    for row in wanted:
        features = by_trace.get(row["trace_id"], {})
        contributions = features.get("contributions") or []
        row["recommended_action"] = recommended(subject.alerts.action, subject.failure_modes, contributions)
        row["message"] = message(
            subject.name,
            row["failure_probability"],
            subject.horizon_days,
            contributions,
            features,
            subject.sensors,
            limits.margin(row["failure_probability"]),
        )
        row.setdefault("run_id", run_id)


def _frame(rows: list[Row]) -> pd.DataFrame:
    """Rows of alerts as pandas, times in UTC without a zone as Spark gives them."""
    frame = pa.Table.from_pylist(rows, schema=alert_table.SCHEMA).to_pandas()
    for name in frame.select_dtypes("datetimetz").columns:
        frame[name] = frame[name].dt.tz_convert("UTC").dt.tz_localize(None)
    return frame
