"""Score the latest readings of every aircraft with one registered model version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import mlflow.sklearn
import pandas as pd
import pyarrow as pa
from sklearn.ensemble import RandomForestClassifier

from aerotwin import notebook
from aerotwin.errors import AeroTwinError
from aerotwin.models import delta, forest, inferences, registry
from aerotwin.models.contributions import top
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

KEYS = ["aircraft_id", "observed_at", "cycle"]


@dataclass(frozen=True)
class Scored:
    """What a scoring wrote: rows scored, how many were new, and the rows themselves without contributions."""

    version: registry.Version
    feature_version: int
    rows: pd.DataFrame
    inserted: int

    @property
    def text(self) -> str:
        """One sentence for the task's output."""
        at_risk = int(self.rows["prediction"].sum())
        return (
            f"{self.version.name} version {self.version.version}: {len(self.rows)} readings of "
            f"{self.rows['aircraft_id'].nunique()} aircraft scored, {at_risk} at or above the lowest alert "
            f"level, {self.inserted} rows new"
        )


def infer(
    subject: Subject,
    model: RandomForestClassifier,
    version: registry.Version,
    readings: pd.DataFrame,
    feature_version: int,
    scored_at: datetime,
) -> pa.Table:
    """The inference rows of `readings` (keys and features), in their order; each depends on its row alone."""
    features = forest.matrix(readings, model.feature_names_in_)
    probability = forest.probability(model, features)
    raised = probability >= subject.alert_probability
    times = pd.to_datetime(readings["observed_at"], utc=True)
    keys = zip(readings["aircraft_id"], times, strict=True)
    count = len(readings)
    columns = {
        "trace_id": [inferences.trace_id(subject.slug, name, time, version.version) for name, time in keys],
        "model_name": [version.name] * count,
        "model_version": [version.version] * count,
        "run_id": [version.run_id] * count,
        "feature_table": [subject.table("features")] * count,
        "feature_version": [feature_version] * count,
        "aircraft_id": readings["aircraft_id"],
        "observed_at": times,
        "cycle": readings["cycle"],
        "failure_probability": probability,
        "prediction": raised.astype("int32"),
        "contributions": top(model, features, raised),
        "scored_at": [scored_at] * count,
    }
    return pa.Table.from_arrays(
        [pa.array(columns[field.name], type=field.type) for field in inferences.SCHEMA],
        schema=inferences.SCHEMA,
    )


def latest_readings(spark: SparkSession, subject: Subject, score_days: int) -> pd.DataFrame:
    """Feature rows of each aircraft's last `score_days` days, counted from its own last reading.

    Raises AeroTwinError when the feature table is empty.
    """
    table = spark.table(subject.table("features"))
    last = table.groupBy("aircraft_id").agg({"observed_at": "max"}).toPandas()
    if last.empty:
        raise AeroTwinError(
            f"{subject.table('features')} is empty: run `aerotwin bundle run aerotwin` to refine readings"
        )
    ends = last.set_index("aircraft_id")["max(observed_at)"] - pd.Timedelta(days=score_days)
    rows = table.where(table.observed_at > ends.min()).toPandas()
    recent = rows[rows["observed_at"] > rows["aircraft_id"].map(ends)]
    return recent.sort_values(["aircraft_id", "observed_at"], ignore_index=True)


def score(
    spark: SparkSession,
    subject: Subject,
    catalog: str,
    schema: str,
    *,
    alias: str = registry.CHAMPION,
    version: str = "",
    score_days: str = "30",
) -> Scored:
    """Score and write what is not there yet; doing it twice changes nothing.

    Raises AeroTwinError for a missing alias or version, and for `score_days` that is no positive number.
    """
    if not score_days.isdigit() or int(score_days) < 1:
        raise AeroTwinError(f"score_days '{score_days}' is no number of days; give 1 or more")
    with notebook.stage("load_model"):
        registry.prepare()
        name = registry.model_name(subject.slug, catalog, schema)
        chosen = registry.resolve(name, subject.slug, alias, version)
        model = mlflow.sklearn.load_model(chosen.uri)
    with notebook.stage("work"):
        feature_version = delta.version(spark, subject.table("features"))
        readings = latest_readings(spark, subject, int(score_days))
        rows = infer(subject, model, chosen, readings, feature_version, datetime.now(UTC))
        table = inferences.create_table(spark, subject)
        known = spark.table(table).where(f"model_version = {chosen.version}").select("trace_id").toArrow()
        ids = set(known.column("trace_id").to_pylist())
        new = rows.filter(pa.array([found not in ids for found in rows.column("trace_id").to_pylist()]))
        delta.merge(spark, table, new, key="trace_id")
    shown = rows.drop_columns(["contributions"]).to_pandas()
    return Scored(version=chosen, feature_version=feature_version, rows=shown, inserted=new.num_rows)
