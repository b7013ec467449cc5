"""Each model's newest version against its baselines, from MLflow."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from mlflow import MlflowClient

from aerotwin.models import registry

METRICS = [
    "average_precision",
    "rule_average_precision",
    "base_rate",
    "roc_auc",
    "rule_roc_auc",
    "f1",
    "rule_f1",
    "brier",
    "base_brier",
    "calibration_error",
    "recall",
    "rule_recall",
    "precision",
    "false_alerts_per_1000_flights",
    "rule_false_alerts_per_1000_flights",
    "median_lead_days",
]


def model_quality(slugs: Iterable[str], catalog: str, schema: str) -> pd.DataFrame:
    """One row per slug that has a model: its newest version, the champion's version, and METRICS."""
    client = MlflowClient()
    rows = []
    for slug in slugs:
        name = registry.model_name(slug, catalog, schema)
        versions = client.search_model_versions(f"name='{name}'")
        if not versions:
            continue
        newest = max(versions, key=lambda version: int(version.version))
        run = client.get_run(str(newest.run_id)).data
        rows.append(
            {
                "component": slug,
                "model_version": int(newest.version),
                "champion_version": registry.champion(name),
                "training_run_id": newest.run_id,
                "rule": run.params.get("rule", ""),
                **{metric: run.metrics.get(metric, float("nan")) for metric in METRICS},
            }
        )
    columns = ["component", "model_version", "champion_version", "training_run_id", "rule", *METRICS]
    return pd.DataFrame(rows, columns=columns)
