"""The tables `run_summary` and `model_quality`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from aerotwin.datamodel import keys
from aerotwin.models import delta
from aerotwin.models.inferences import create
from aerotwin.summary.quality import METRICS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_UNITS = {
    "false_alerts_per_1000_flights": "alerts per 1,000 flights",
    "rule_false_alerts_per_1000_flights": "the threshold rule: alerts per 1,000 flights",
    "median_lead_days": "median time from first alert to failure, days",
    "brier": "mean squared error of the probability, 0 is best",
    "base_brier": "the same of a constant forecast",
    "base_rate": "share of readings before a failure, 0 to 1",
}
SUMMARY = [
    ("run_id", pa.string(), "STRING", "job run; empty outside a job"),
    ("component", pa.string(), "STRING", "component slug, or aircraft"),
    (
        "layer",
        pa.string(),
        "STRING",
        "bronze, silver, quarantine, duplicates, features, inferences, alerts",
    ),
    ("row_count", pa.int64(), "BIGINT", "rows in that layer after the run, count"),
]
QUALITY = [
    ("component", pa.string(), "STRING", "component slug, or aircraft"),
    ("model_version", pa.int32(), "INT", "newest registered version, a count from 1"),
    ("champion_version", pa.int32(), "INT", "version with the alias champion; empty when there is none"),
    ("training_run_id", pa.string(), "STRING", "MLflow run that trained the version"),
    ("rule", pa.string(), "STRING", "best single-sensor threshold rule, in the unit of the sensor"),
    *((name, pa.float64(), "DOUBLE", _UNITS.get(name, "held-out metric, 0 to 1")) for name in METRICS),
]


def write(spark: SparkSession, counts: pd.DataFrame, quality: pd.DataFrame, run_id: str) -> None:
    """Merge this run's counts and the models' metrics; doing it twice changes nothing."""
    of_summary = keys.primary("run_id", "component", "layer")
    create(spark, "run_summary", SUMMARY, "Rows in every layer after each run", of_summary)
    about = "Held-out quality of every model against its baselines"
    create(spark, "model_quality", QUALITY, about, keys.primary("component", "model_version"))
    long = counts.rename_axis("component").reset_index()
    rows = long.melt("component", var_name="layer", value_name="row_count").dropna()
    summary = pa.Table.from_pandas(rows.assign(run_id=run_id), schema=_schema(SUMMARY), preserve_index=False)
    delta.merge(spark, "run_summary", summary, "run_id, component, layer", "t.row_count <> s.row_count")
    models = pa.Table.from_pandas(quality, schema=_schema(QUALITY), preserve_index=False)
    changed = "NOT (t.champion_version <=> s.champion_version) OR t.training_run_id <> s.training_run_id"
    delta.merge(spark, "model_quality", models, "component, model_version", changed)


def _schema(columns: list[tuple[str, pa.DataType, str, str]]) -> pa.Schema:
    return pa.schema([(name, kind) for name, kind, _, _ in columns])
