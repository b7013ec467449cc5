"""Alerts as the pages need them, from the lakehouse."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aerotwin.alerts import lookup
from aerotwin.models.subject import Subject
from aerotwin.ui.alerts.trend import Driver, Level, Mark, Plot, drivers, plot
from aerotwin.ui.errors import NotFoundError
from aerotwin.ui.tables import Row, Tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BEFORE, AFTER = timedelta(days=45), timedelta(days=5)


@dataclass(frozen=True)
class Evidence:
    """Drawings of the probability and of what drove an alert."""

    plots: tuple[Plot, ...]


class Alerts:
    """Alert rows and events, read again only when their tables have changed."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._lock = threading.Lock()
        self._subjects: list[Subject] = []

    def subjects(self, spark: SparkSession) -> list[Subject]:
        """The subjects that have alerts, inferences and features; asked again only while there are none."""
        with self._lock:
            if not self._subjects:
                self._subjects = lookup.existing(spark)
            return self._subjects

    def refresh(self) -> None:
        """Look again which subjects there are, as after a run."""
        with self._lock:
            self._subjects = []
        self.tables.forget()

    def all(self, spark: SparkSession) -> list[Row]:
        """Every alert."""
        found = self.subjects(spark)
        return [row for subject in found for row in self.tables.rows(spark, subject.table("alerts"))]

    def one(self, spark: SparkSession, alert_id: str) -> Row:
        """The alert with this id; raises NotFoundError."""
        for row in self.all(spark):
            if row["alert_id"] == alert_id:
                return row
        raise NotFoundError(f"There is no alert {alert_id}.")

    def history(self, spark: SparkSession, alert_id: str) -> list[Row]:
        """Its transitions in order."""
        from aerotwin.alerts import events

        found = [row for row in self.tables.rows(spark, events.TABLE) if row["alert_id"] == alert_id]
        return sorted(found, key=lambda row: (row["occurred_at"], row["recorded_at"]))

    def evidence(self, spark: SparkSession, alert: Row) -> Evidence:
        """What the flights around an alert say."""
        subject = next(one for one in self.subjects(spark) if one.slug == alert["component"])
        begin = alert["opened_at"] - BEFORE
        end = (
            max(alert["observed_at"], alert["closed_at"] or alert["judged_to"] or alert["observed_at"])
            + AFTER
        )
        inference = lookup.row(spark.table(subject.table("inferences")), trace_id=alert["trace_id"])
        features = spark.table(subject.table("features"))
        chosen = drivers(inference["contributions"] or [], subject.sensors, features.columns)
        columns = [name for one in chosen for name in (one.column, one.mean) if name]
        rows = _between(features, alert["aircraft_id"], begin, end, columns)
        scored = spark.table(subject.table("inferences")).where(
            f"model_version = {int(inference['model_version'])}"
        )
        risk = _between(scored, alert["aircraft_id"], begin, end, ["failure_probability"])
        marks = [*self._marks(spark, alert), *_serviced(spark, subject, alert["aircraft_id"], begin, end)]
        level = [Level(alert["raise_probability"], "raised from")] if alert["raise_probability"] else []
        if not rows:
            return Evidence(())
        begin, end = rows[0]["observed_at"], rows[-1]["observed_at"]
        about = Driver("failure_probability", "Failure probability", "", share=True)
        drawn = [plot(risk, about, begin, end, marks, level)]
        drawn += [plot(rows, one, begin, end, marks) for one in chosen]
        return Evidence(tuple(one for one in drawn if one))

    def _marks(self, spark: SparkSession, alert: Row) -> list[Mark]:
        words = {"raise": "opened", "escalate": "worsened", "close": "closed"}
        return [
            Mark(row["occurred_at"], row["action"], words.get(row["action"], str(row["action"])))
            for row in self.history(spark, alert["alert_id"])
            if row["action"] != "acknowledge"
        ]


def _between(
    table: Any, aircraft_id: str, begin: datetime, end: datetime, columns: list[str]
) -> list[Mapping[str, Any]]:
    from pyspark.sql import functions as F

    at = F.col("observed_at")
    rows = table.where(
        (F.col("aircraft_id") == F.lit(aircraft_id)) & (at >= F.lit(begin)) & (at <= F.lit(end))
    )
    found: list[Mapping[str, Any]] = rows.select("observed_at", *columns).toArrow().to_pylist()
    return sorted(found, key=lambda row: row["observed_at"])


def _serviced(
    spark: SparkSession, subject: Subject, aircraft_id: str, begin: datetime, end: datetime
) -> list[Mark]:
    from pyspark.sql import functions as F

    at = F.col("occurred_at")
    rows = spark.table(f"{subject.prefix}maintenance_events").where(
        (F.col("aircraft_id") == F.lit(aircraft_id)) & (at >= F.lit(begin)) & (at <= F.lit(end))
    )
    rows = rows.where(F.col("component").isin(list(subject.components)))
    found = rows.select("occurred_at", "kind").toArrow().to_pylist()
    return [Mark(row["occurred_at"], "maintenance", f"{row['kind']} maintenance") for row in found]
