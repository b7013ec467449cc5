"""The views `alerts` and `alert_trace`, plain SQL over whatever alert tables there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aerotwin.alerts import table as alert_table
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TRACE_COLUMNS = {
    "alert_id": "alert, key",
    "component": "component slug, or aircraft",
    "aircraft_id": "aircraft concerned",
    "severity": "CRITICAL, HIGH, MEDIUM or LOW",
    "state": "open, acknowledged or closed",
    "trace_id": "inference that justifies the severity",
    "model_name": "registered model",
    "model_version": "registered version, a count from 1",
    "training_run_id": "MLflow run that trained it",
    "failure_probability": "probability of the inference, 0 to 1",
    "feature_table": "table the features were read from",
    "feature_version": "Delta version of that table when scored",
    "feature_observed_at": "feature row scored, UTC; empty when there is none",
    "reading_table": "silver table of the reading",
    "reading_cycle": "flight number of the reading, cycles; empty when there is none",
    "reading_observed_at": "end of that flight, UTC",
    "source_file": "landed file the reading came from, relative to the landing folder",
}


def alerts_sql(subjects: Iterable[Subject]) -> str:
    """All alert tables as one."""
    names = ", ".join(alert_table.SCHEMA.names)
    return " UNION ALL ".join(f"SELECT {names} FROM {subject.table('alerts')}" for subject in subjects)


def trace_sql(subjects: Iterable[Subject]) -> str:
    """Each alert of the subjects with its inference, feature row, silver reading and landed file.

    What is missing anywhere on the way shows as NULL: an orphan. The aircraft's reading is the last one of
    the component in the worst health, at or before the flight scored. Each table stands in the query once:
    Spark copies a common table expression to wherever it is named, and plans each copy's tables anew.
    """
    found = list(subjects)
    # Of each table the few columns that are asked for: so little is broadcast, not shuffled.
    inferences = _union(
        found,
        "'{0}' AS slug, trace_id, aircraft_id, observed_at, model_name, model_version, run_id, "
        "failure_probability, feature_table, feature_version",
        "inferences",
    )
    features = " UNION ALL ".join(
        "SELECT '{0}' AS slug, {1} AS reading_slug, aircraft_id, observed_at, cycle FROM {0}_features".format(
            subject.slug, "worst_component" if subject.slug == "aircraft" else f"'{subject.slug}'"
        )
        for subject in found
    )
    components = dict.fromkeys(slug for subject in found for slug in subject.components)
    readings = " UNION ALL ".join(
        f"SELECT '{slug}' AS slug, aircraft_id, observed_at, cycle, source_file FROM {slug}_silver"
        for slug in components
    )
    same_reading = (
        "r.slug = f.reading_slug AND r.aircraft_id = f.aircraft_id AND r.observed_at <= f.observed_at "
        "AND (f.slug = 'aircraft' OR r.cycle = f.cycle)"
    )
    return f"""
        SELECT alert_id, component, aircraft_id, severity, state, trace_id, model_name, model_version,
               training_run_id, failure_probability, feature_table, feature_version, feature_observed_at,
               reading_table, reading.cycle AS reading_cycle, reading.observed_at AS reading_observed_at,
               reading.source_file AS source_file
        FROM (
            SELECT a.alert_id, a.component, a.aircraft_id, a.severity, a.state, i.trace_id, i.model_name,
                   i.model_version, i.run_id AS training_run_id, i.failure_probability, i.feature_table,
                   i.feature_version, f.observed_at AS feature_observed_at,
                   concat(f.reading_slug, '_silver') AS reading_table,
                   max_by(struct(r.cycle, r.observed_at, r.source_file), r.observed_at) AS reading
            FROM ({alerts_sql(found)}) a
            LEFT JOIN ({inferences}) i ON i.trace_id = a.trace_id
            LEFT JOIN ({features}) f
            ON f.slug = i.slug AND f.aircraft_id = i.aircraft_id AND f.observed_at = i.observed_at
            LEFT JOIN ({readings}) r ON {same_reading}
            GROUP BY ALL
        )
    """


def _union(subjects: Iterable[Subject], columns: str, kind: str) -> str:
    return " UNION ALL ".join(
        f"SELECT {columns.format(subject.slug)} FROM {subject.table(kind)}" for subject in subjects
    )


def create_views(spark: SparkSession, subjects: Iterable[Subject]) -> None:
    """Make or remake both views over the subjects' tables, which must exist."""
    found = list(subjects)
    columns = ", ".join(f"{name} COMMENT '{note}'" for name, _, _, note in alert_table.COLUMNS)
    spark.sql(
        f"CREATE OR REPLACE VIEW alerts ({columns}) "
        f"COMMENT 'Maintenance alerts of all components and the aircraft' AS {alerts_sql(found)}"
    ).collect()
    columns = ", ".join(f"{name} COMMENT '{note}'" for name, note in TRACE_COLUMNS.items())
    note = "Each alert with its inference, model version, feature row and raw reading"
    spark.sql(
        f"CREATE OR REPLACE VIEW alert_trace ({columns}) COMMENT '{note}' AS {trace_sql(found)}"
    ).collect()


def orphans(spark: SparkSession) -> int:
    """Alerts whose chain to a landed file is broken anywhere; 0 is what must be."""
    broken = "trace_id IS NULL OR feature_observed_at IS NULL OR reading_cycle IS NULL OR source_file IS NULL"
    return spark.table("alert_trace").where(broken).count()
