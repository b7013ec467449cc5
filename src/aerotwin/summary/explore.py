"""One aircraft's history of one component, for interactive exploration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from aerotwin.errors import AeroTwinError
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class History:
    """Feature rows, events, inferences and alerts of one aircraft, by time."""

    subject: Subject
    aircraft_id: str
    features: pd.DataFrame
    failures: pd.DataFrame
    maintenance: pd.DataFrame
    inferences: pd.DataFrame
    alerts: pd.DataFrame

    @property
    def text(self) -> str:
        """What was found, in one sentence."""
        return (
            f"{self.subject.name} of {self.aircraft_id}: {len(self.features)} flights, "
            f"{len(self.failures)} failures, {len(self.maintenance)} maintenances, {len(self.alerts)} alerts"
        )


def history(spark: SparkSession, subject: Subject, aircraft_id: str = "", days: str = "180") -> History:
    """The last `days` days of one aircraft, of the one in the worst health when `aircraft_id` is empty.

    Raises AeroTwinError for an unknown aircraft, with the known ones.
    """
    if not days.isdigit() or int(days) < 1:
        raise AeroTwinError(f"days '{days}' is no number of days; give 1 or more")
    states = spark.table(subject.table("health")).toPandas().sort_values("health_index")
    known = sorted(states["aircraft_id"])
    if aircraft_id and aircraft_id not in known:
        raise AeroTwinError(f"unknown aircraft '{aircraft_id}': choose one of {', '.join(known)}")
    chosen = aircraft_id or str(states["aircraft_id"].iloc[0])
    rows = _of(spark.table(subject.table("features")), chosen, "observed_at")
    start = rows["observed_at"].max() - pd.Timedelta(days=int(days))
    events = [
        _of(_about(spark.table(f"{subject.prefix}{name}"), subject), chosen, "occurred_at")
        for name in ("component_failures", "maintenance_events")
    ]
    failures, maintenance = (found[found["occurred_at"] >= start] for found in events)
    return History(
        subject=subject,
        aircraft_id=chosen,
        features=rows[rows["observed_at"] >= start].reset_index(drop=True),
        failures=failures,
        maintenance=maintenance,
        inferences=_optional(spark, subject.table("inferences"), chosen),
        alerts=_optional(spark, subject.table("alerts"), chosen),
    )


def _about(events: DataFrame, subject: Subject) -> DataFrame:
    return events.where(events.component.isin(list(subject.components)))


def _of(rows: DataFrame, aircraft_id: str, by: str) -> pd.DataFrame:
    return rows.where(rows.aircraft_id == aircraft_id).toPandas().sort_values(by, ignore_index=True)


def _optional(spark: SparkSession, table: str, aircraft_id: str) -> pd.DataFrame:
    """Rows of a table that appears only with scoring; an empty frame with the usual columns before."""
    if spark.catalog.tableExists(table):
        return _of(spark.table(table), aircraft_id, "observed_at")
    columns = ["alert_id", "severity", "state", "observed_at", "failure_probability", "message"]
    return pd.DataFrame(columns=columns)
