"""Views over the tables of all components, for dashboards and questions: plain SQL, nothing stored twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

COMPONENT = {"component": "component slug, or aircraft", "aircraft_id": "aircraft concerned"}


@dataclass(frozen=True)
class View:
    """A view: its query, and what each of its columns is, in order."""

    name: str
    comment: str
    columns: dict[str, str]
    sql: str

    @property
    def ddl(self) -> str:
        """The statement that makes or remakes it."""
        columns = ", ".join(f"{name} COMMENT '{note}'" for name, note in self.columns.items())
        return f"CREATE OR REPLACE VIEW {self.name} ({columns}) COMMENT '{self.comment}' AS {self.sql}"


def views(subjects: Sequence[Subject]) -> list[View]:
    """The views over the subjects' tables, which must exist."""
    components = [one for one in subjects if one.sensors]
    found = [_health(subjects), _history(subjects), _inferences(subjects)]
    return found + ([_sensors(components), _quarantined(components)] if components else [])


def create(spark: SparkSession, subjects: Sequence[Subject]) -> None:
    """Make or remake all views."""
    for view in views(subjects):
        spark.sql(view.ddl).collect()


def _health(subjects: Sequence[Subject]) -> View:
    columns = {
        **COMPONENT,
        "observed_at": "last flight, UTC",
        "cycle": "flight number, cycles",
        "health_index": "from 0 (worn out) to 100 (as new), percent",
        "status": "NOMINAL, WARNING or CRITICAL",
        "worst_sensor": "sensor, or component, that stands furthest towards wear",
    }
    rows = "aircraft_id, observed_at, cycle, health_index, status, worst_sensor"
    return View(
        "component_health",
        "Latest state of every component of every aircraft",
        columns,
        _of_each(subjects, "health", rows),
    )


def _history(subjects: Sequence[Subject]) -> View:
    columns = {
        **COMPONENT,
        "day": "day of the flights, UTC",
        "flights": "flights of that day, count",
        "health_index": "mean health of that day, 0 to 100 percent",
    }
    queries = []
    for one in subjects:
        index = "health_index" if one.sensors else "worst_health_index"
        queries.append(
            f"SELECT '{one.slug}' AS component, aircraft_id, CAST(observed_at AS DATE) AS day, "
            f"count(*) AS flights, avg({index}) AS health_index "
            f"FROM {one.table('features')} GROUP BY aircraft_id, CAST(observed_at AS DATE)"
        )
    return View("health_history", "Health by component, aircraft and day", columns, _union(queries))


def _inferences(subjects: Sequence[Subject]) -> View:
    columns = {
        **COMPONENT,
        "observed_at": "flight scored, UTC",
        "failure_probability": "probability of a failure within the horizon, 0 to 1",
        "prediction": "1 at or above the lowest alert level, else 0",
        "model_version": "registered version, a count from 1",
        "trace_id": "inference, key",
    }
    rows = "aircraft_id, observed_at, failure_probability, prediction, model_version, trace_id"
    return View(
        "inferences",
        "Failure probabilities of all components and the aircraft",
        columns,
        _of_each(subjects, "inferences", rows),
    )


def _sensors(components: Sequence[Subject]) -> View:
    columns = {
        **COMPONENT,
        "observed_at": "end of the flight, UTC",
        "sensor": "sensor, as in the component configuration",
        "unit": "unit of the value",
        "nominal": "value of a new component in standard conditions, in the unit",
        "value": "reading, in the unit",
    }
    queries = []
    for one in components:
        named = ", ".join(
            f"'{sensor.name}', '{sensor.unit}', CAST({sensor.nominal} AS DOUBLE), {sensor.name}"
            for sensor in one.sensors
        )
        queries.append(
            f"SELECT '{one.slug}' AS component, aircraft_id, observed_at, "
            f"stack({len(one.sensors)}, {named}) AS (sensor, unit, nominal, value) FROM {one.table('silver')}"
        )
    return View("sensor_history", "Readings of all sensors, a row per value", columns, _union(queries))


def _quarantined(components: Sequence[Subject]) -> View:
    columns = {
        **COMPONENT,
        "failed_rule": "name of a quality rule that the row breaks",
        "source_file": "landed file of the row, relative to the landing folder",
        "ingested_at": "when the row was read, UTC",
    }
    rows = "aircraft_id, explode(failed_rules) AS failed_rule, source_file, ingested_at"
    return View(
        "quarantined",
        "Rows kept out of silver, one per rule broken",
        columns,
        _of_each(components, "quarantine", rows),
    )


def _of_each(subjects: Iterable[Subject], kind: str, rows: str) -> str:
    """The same columns of each subject's table of a kind."""
    return _union(f"SELECT '{one.slug}' AS component, {rows} FROM {one.table(kind)}" for one in subjects)


def _union(queries: Iterable[str]) -> str:
    return " UNION ALL ".join(queries)
