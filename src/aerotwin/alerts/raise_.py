"""Raise alerts from inferences, and write what is new or worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from aerotwin import notebook
from aerotwin.alerts import table as alert_table
from aerotwin.alerts.candidates import Candidate, candidates
from aerotwin.alerts.message import message
from aerotwin.alerts.severity import rank
from aerotwin.errors import AeroTwinError
from aerotwin.models import delta
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


Change = tuple[Candidate, Mapping[Any, Any] | None]


@dataclass(frozen=True)
class Raised:
    """What changed: alerts opened and escalated, and all alerts of the subject that are not closed."""

    opened: int
    escalated: int
    alerts: pd.DataFrame

    @property
    def text(self) -> str:
        """One sentence for the task's output."""
        return f"{self.opened} alerts opened, {self.escalated} escalated, {len(self.alerts)} not closed"


def changes(found: list[Candidate], standing: pd.DataFrame) -> list[Change]:
    """Candidates that open an alert (with None) or worsen a standing one (with its row).

    `standing`: the rows of alerts that are not closed. One stands per aircraft: while it does, only a higher
    severity changes it.
    """
    rows = {row["aircraft_id"]: row for row in standing.to_dict("records")}
    wanted: list[Change] = []
    for candidate in found:
        row = rows.get(candidate.aircraft_id)
        if row is None or rank(candidate.severity) > rank(row["severity"]):
            wanted.append((candidate, row))
    return wanted


def alert_row(
    subject: Subject,
    candidate: Candidate,
    standing: Mapping[Any, Any] | None,
    text: str,
    run_id: str,
) -> dict[str, Any]:
    """The row to write; a standing alert keeps its id, state and opening."""
    opened_at = standing["opened_at"] if standing else candidate.opened_at
    code = subject.code
    return {
        "alert_id": standing["alert_id"]
        if standing
        else alert_table.alert_id(candidate.aircraft_id, code, opened_at),
        "trace_id": candidate.trace_id,
        "aircraft_id": candidate.aircraft_id,
        "component": subject.slug,
        "severity": candidate.severity,
        "category": subject.alerts.category,
        "state": standing["state"] if standing else "open",
        "failure_probability": candidate.failure_probability,
        "message": text,
        "recommended_action": subject.alerts.action,
        "observed_at": candidate.observed_at,
        "opened_at": opened_at,
        "updated_at": candidate.observed_at,
        "closed_at": None,
        "run_id": standing["run_id"] if standing else run_id,
    }


def raise_alerts(spark: SparkSession, subject: Subject, version: str = "") -> Raised:
    """Alerts from the inferences of one model version, the newest scored one when `version` is empty.

    Doing it twice changes nothing. An alert id that exists already, even closed, is not written again. Raises
    AeroTwinError when that version has no inference.
    """
    with notebook.stage("work"):
        name = alert_table.create_table(spark, subject)
        inferences = load_inferences(spark, subject, version)
        existing = spark.table(name).toPandas()
        standing = existing[existing["state"] != "closed"]
        closed = set(existing.loc[existing["state"] == "closed", "alert_id"])
        wanted = [
            (candidate, row)
            for candidate, row in changes(candidates(inferences, subject.alerts), standing)
            if alert_table.alert_id(candidate.aircraft_id, subject.code, candidate.opened_at) not in closed
        ]
        rows = _rows(spark, subject, wanted)
        written = pa.Table.from_pylist(rows, schema=alert_table.SCHEMA)
        delta.merge(spark, name, written, key="alert_id", update_when="t.state <> 'closed'")
        alerts = _after(standing, rows)
    escalated = sum(row is not None for _, row in wanted)
    return Raised(opened=len(wanted) - escalated, escalated=escalated, alerts=alerts)


def load_inferences(spark: SparkSession, subject: Subject, version: str) -> pd.DataFrame:
    """Inferences of that model version, else of the newest one: keys, trace_id, probability."""
    name = subject.table("inferences")
    command = f"`aerotwin bundle run aerotwin --only score_{subject.slug}`"
    if not spark.catalog.tableExists(name):
        raise AeroTwinError(f"there is no table {name}: {command} makes it")
    chosen = int(version) if version else f"(SELECT max(model_version) FROM {name})"
    rows = spark.sql(
        "SELECT aircraft_id, observed_at, trace_id, failure_probability "
        f"FROM {name} WHERE model_version = {chosen}"
    ).toPandas()
    if rows.empty:
        which = f" of model version {version}" if version else ""
        raise AeroTwinError(f"{name} holds no inference{which}: {command} writes some")
    return rows


def _rows(spark: SparkSession, subject: Subject, wanted: list[Change]) -> list[dict[str, Any]]:
    if not wanted:
        return []
    ids = ", ".join(f"'{candidate.trace_id}'" for candidate, _ in wanted)
    found = spark.sql(
        f"""
        SELECT i.trace_id, i.contributions, f.*
        FROM {subject.table("inferences")} i
        JOIN {subject.table("features")} f USING (aircraft_id, observed_at)
        WHERE i.trace_id IN ({ids})
        """
    ).toArrow()
    by_trace = {row["trace_id"]: row for row in found.to_pylist()}
    run_id = notebook.context()["run_id"]
    rows = []
    for candidate, standing in wanted:
        row = by_trace.get(candidate.trace_id, {})
        text = message(
            subject.name,
            candidate.failure_probability,
            subject.horizon_days,
            row.get("contributions") or [],
            row,
            subject.sensors,
        )
        rows.append(alert_row(subject, candidate, standing, text, run_id))
    return rows


def _after(standing: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The alerts not closed, after writing `rows`."""
    if not rows:
        return standing.reset_index(drop=True)
    written = pd.DataFrame(rows, columns=alert_table.SCHEMA.names)
    kept = standing[~standing["alert_id"].isin(written["alert_id"])]
    return written if kept.empty else pd.concat([kept, written], ignore_index=True)
