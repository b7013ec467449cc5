"""From an alert back to the landed file behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aerotwin.alerts import lookup
from aerotwin.alerts.landed import LandedLine, lines
from aerotwin.alerts.replay import feature_rows
from aerotwin.errors import AeroTwinError
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Trace:
    """The chain of one alert; each link a row as a dict, in the order of the walk."""

    alert: dict[str, Any]
    inference: dict[str, Any]
    model: dict[str, Any]
    feature_row: dict[str, Any]
    reading: dict[str, Any]
    bronze: list[dict[str, Any]]
    source_file: str
    lines: list[LandedLine]

    def as_dict(self) -> dict[str, Any]:
        """The chain as plain JSON values; times in ISO 8601 UTC."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_plain))
        return plain

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The chain as indented lines for a terminal."""
        values = self.as_dict()
        alert, inference, model = values["alert"], values["inference"], values["model"]
        drivers = [
            f"    {item['feature']} = {_number(item['value'])} ({item['contribution']:+.3f})"
            for item in inference["contributions"] or []
        ]
        reading = values["reading"]
        sensors = [
            f"    {name} = {_number(value)}"
            for name, value in reading.items()
            if name not in ("table", "aircraft_id", "cycle", "observed_at", "source_file", "ingested_at")
        ]
        return "\n".join(
            [
                f"alert        {alert['alert_id']}  {alert['severity']}  {alert['state']}",
                f"    {alert['message']}",
                f"    {alert['recommended_action']}",
                f"inference    {inference['trace_id']}",
                f"    probability {inference['failure_probability']:.4f}, scored {inference['scored_at']}",
                *drivers,
                f"model        {model['name']} version {model['version']}, training run {model['run_id']}",
                f"feature row  {model['feature_table']} at Delta version {model['feature_version']}",
                f"    {inference['aircraft_id']}, {inference['observed_at']}",
                f"reading      {reading['table']}, {reading['aircraft_id']} flight {reading['cycle']}, "
                f"{reading['observed_at']}",
                *sensors,
                f"landed rows  {len(self.bronze)} in {reading['table'].removesuffix('_silver')}_bronze",
                f"landed file  {self.source_file}{self._line_numbers()}",
                *[f"    {line.text}" for line in self.lines[:1]],
            ]
        )

    def _line_numbers(self) -> str:
        numbers = ", ".join(str(line.number) for line in self.lines)
        return f" line {numbers}" if numbers else ""


def trace(spark: SparkSession, alert_id: str, landing: str = "") -> Trace:
    """Walk the chain of one alert; raises AeroTwinError for an unknown id, with the closest ones.

    With `landing`, the landing folder, the landed file is read for the reading's lines. The feature row is
    that of the recorded Delta version, and must still stand in the table as it is. Raises AeroTwinError, too,
    when a link is missing.
    """
    subject = lookup.subject_of(spark, alert_id)
    alert = lookup.row(spark.table(subject.table("alerts")), alert_id=alert_id)
    with _chain(alert_id, subject.slug):
        inference = lookup.row(spark.table(subject.table("inferences")), trace_id=alert["trace_id"])
        key = {name: inference[name] for name in ("aircraft_id", "observed_at")}
        lookup.row(spark.table(inference["feature_table"]), **key)
        features = feature_rows(spark, inference["feature_table"], inference["feature_version"], [key])[0]
        reading = _reading(spark, subject, features)
    model = {
        "name": inference["model_name"],
        "version": inference["model_version"],
        "run_id": inference["run_id"],
        "feature_table": inference["feature_table"],
        "feature_version": inference["feature_version"],
    }
    flight = {"aircraft_id": reading["aircraft_id"], "cycle": reading["cycle"]}
    bronze = _bronze(spark, reading["table"].removesuffix("_silver") + "_bronze", flight)
    source = reading["source_file"]
    found = _lines(landing, source, **flight) if landing else []
    return Trace(alert, inference, model, features, reading, bronze, source, found)


@contextmanager
def _chain(alert_id: str, slug: str) -> Iterator[None]:
    """Say of a link that is not found what it means for the alert."""
    try:
        yield
    except lookup.NoRowError as error:
        raise AeroTwinError(
            f"the chain of alert {alert_id} is broken: {error}. Was a table of {slug} rebuilt from other "
            "landed files since?"
        ) from error


def _reading(spark: SparkSession, subject: Subject, features: dict[str, Any]) -> dict[str, Any]:
    """The silver row behind a feature row: of the aircraft the last one of its worst component until then."""
    from pyspark.sql import functions as F

    worst = subject.slug == "aircraft"
    table = f"{features['worst_component'] if worst else subject.slug}_silver"
    rows = spark.table(table)
    if worst:
        until = F.col("observed_at") <= F.lit(features["observed_at"])
        mine = rows.where((F.col("aircraft_id") == F.lit(features["aircraft_id"])) & until)
        last = lookup.row(mine.select(F.max("observed_at").alias("at"), F.lit(1).alias("one")), one=1)["at"]
        return {"table": table, **lookup.row(rows, aircraft_id=features["aircraft_id"], observed_at=last)}
    key = {name: features[name] for name in ("aircraft_id", "cycle")}
    return {"table": table, **lookup.row(rows, **key)}


def _bronze(spark: SparkSession, table: str, key: dict[str, Any]) -> list[dict[str, Any]]:
    """The landed rows of a flight, more than one when it was delivered twice; none without that table."""
    if not spark.catalog.tableExists(table):
        return []
    rows = spark.table(table).where(f"aircraft_id = '{key['aircraft_id']}' AND cycle = {key['cycle']}")
    found: list[dict[str, Any]] = rows.toArrow().to_pylist()
    return [{"table": table, **row} for row in found]


def _lines(landing: str, source: str, aircraft_id: str, cycle: int) -> list[LandedLine]:
    file = Path(landing, source)
    try:
        found = lines(file, aircraft_id, cycle)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AeroTwinError(
            f"the landed file {file} of the alert's reading cannot be read: {reason}"
        ) from error
    if not found:
        raise AeroTwinError(f"{file} has no line of {aircraft_id} flight {cycle}: was it rewritten?")
    return found


def _plain(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
