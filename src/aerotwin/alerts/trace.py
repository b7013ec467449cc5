"""From an alert back to the landed file behind it."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aerotwin import conf
from aerotwin.alerts.views import alerts_sql, trace_sql
from aerotwin.errors import AeroTwinError
from aerotwin.models.subject import Subject, load

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Trace:
    """The chain of one alert; each link a row as a dict, in the order of the walk."""

    alert: dict[str, Any]
    inference: dict[str, Any]
    model: dict[str, Any]
    feature_row: dict[str, Any]
    reading: dict[str, Any]
    source_file: str

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
                f"landed file  {self.source_file}",
            ]
        )


def trace(spark: SparkSession, alert_id: str) -> Trace:
    """Walk the chain of one alert; raises AeroTwinError for an unknown id, with the closest ones."""
    subject = _subject(spark, alert_id)
    alert = _one(spark.table(subject.table("alerts")), alert_id=alert_id)
    links = _one(spark.sql(trace_sql([subject])), alert_id=alert_id)
    broken = [name for name in ("trace_id", "feature_observed_at", "reading_cycle") if links[name] is None]
    if broken:
        raise AeroTwinError(
            f"the chain of alert {alert_id} is broken at {broken[0]}: was a table of {subject.slug} rebuilt "
            "from other landed files since?"
        )
    inference = _one(spark.table(subject.table("inferences")), trace_id=links["trace_id"])
    key = {"aircraft_id": alert["aircraft_id"], "observed_at": links["feature_observed_at"]}
    features = _one(spark.table(subject.table("features")), **key)
    key = {"aircraft_id": alert["aircraft_id"], "cycle": links["reading_cycle"]}
    reading = {"table": links["reading_table"], **_one(spark.table(links["reading_table"]), **key)}
    model = {
        "name": links["model_name"],
        "version": links["model_version"],
        "run_id": links["training_run_id"],
        "feature_table": links["feature_table"],
        "feature_version": links["feature_version"],
    }
    return Trace(alert, inference, model, features, reading, links["source_file"])


def _subject(spark: SparkSession, alert_id: str) -> Subject:
    """The subject whose alert table holds the id."""
    subjects = existing(spark)
    if not subjects:
        raise AeroTwinError(
            "there is no alert table in this schema: `aerotwin bundle run aerotwin` makes it, "
            "or name the target of the run with -t"
        )
    rows = spark.sql(alerts_sql(subjects)).select("alert_id", "component").collect()
    known = {row["alert_id"]: row["component"] for row in rows}
    if alert_id not in known:
        close = difflib.get_close_matches(alert_id, known, n=3, cutoff=0.3) or sorted(known)[:3]
        listed = f"closest: {', '.join(close)}" if close else "there are no alerts"
        raise AeroTwinError(
            f'no alert "{alert_id}"; {listed}. `aerotwin sql "select * from alerts"` lists them'
        )
    return load(known[alert_id])


def existing(spark: SparkSession) -> list[Subject]:
    """The subjects of which this schema holds alerts, inferences and features, the aircraft last."""
    tables = {table.name for table in spark.catalog.listTables() if not table.isTemporary}
    slugs = [*conf.slugs(), "aircraft"]
    kinds = ("alerts", "inferences", "features")
    return [load(slug) for slug in slugs if all(f"{slug}_{kind}" in tables for kind in kinds)]


def _one(rows: DataFrame, **key: Any) -> dict[str, Any]:
    """The row with these values; raises AeroTwinError when there is none."""
    from pyspark.sql import functions as F

    for name, value in key.items():
        rows = rows.where(F.col(name) == F.lit(value))
    found = rows.limit(1).toArrow().to_pylist()
    if not found:
        named = ", ".join(f"{name} {value}" for name, value in key.items())
        raise AeroTwinError(f"the chain is broken: no row with {named}")
    return found[0]


def _plain(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
