"""Everything MLflow keeps of one training."""

from __future__ import annotations

import hashlib
import logging
import math
import tempfile
from importlib.metadata import version as installed
from pathlib import Path

import mlflow
import mlflow.sklearn
import pandas as pd
from mlflow.data.dataset import Dataset
from mlflow.data.delta_dataset_source import DeltaDatasetSource
from mlflow.data.meta_dataset import MetaDataset
from mlflow.models import infer_signature
from sklearn.ensemble import RandomForestClassifier

from aerotwin.models import forest
from aerotwin.models.evaluate import Evaluation
from aerotwin.models.plots import calibration_plot, importances_plot
from aerotwin.models.registry import Version
from aerotwin.models.subject import Subject
from aerotwin.models.thresholds import ARTIFACT, Thresholds
from aerotwin.models.training_data import TrainingData

REQUIREMENTS = ("mlflow", "scikit-learn", "numpy", "pandas", "scipy", "cloudpickle")


def requirements() -> list[str]:
    """What the model needs to load, pinned: told to MLflow, which otherwise starts a process to find out."""
    return [f"{package}=={installed(package)}" for package in REQUIREMENTS]


def log(
    subject: Subject,
    data: TrainingData,
    model: RandomForestClassifier,
    evaluation: Evaluation,
    importances: pd.DataFrame,
    thresholds: Thresholds,
    name: str,
    verdict: str,
) -> Version:
    """One MLflow run with parameters, metrics, dataset, artifacts and the registered model."""
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    columns = list(model.feature_names_in_)
    example = forest.matrix(data.frame[data.parts.train].head(3), columns)
    settings = {
        **{f"model_{k}": v for k, v in forest.parameters(subject.model).items()},
        **{f"split_{k}": v for k, v in subject.model.split.model_dump().items()},
        "horizon_days": subject.horizon_days,
        "alert_probability": subject.alert_probability,
        "raise_probability": thresholds.raise_probability,
        "clear_probability": thresholds.clear_probability,
        "raise_probability_source": thresholds.source,
        "false_alerts_budget_per_1000_flights": thresholds.budget,
        "features": len(columns),
        "train_rows": int(data.parts.train.sum()),
        "test_rows": int(data.parts.test.sum()),
        "rule": str(evaluation.rule),
    }
    with mlflow.start_run(run_name=subject.slug) as run:
        mlflow.log_params(settings)
        mlflow.log_metrics({k: v for k, v in evaluation.metrics.items() if math.isfinite(v)})
        mlflow.log_metrics({f"validation_{k}": v for k, v in thresholds.validation.items()})
        mlflow.log_dict(thresholds.as_dict(), ARTIFACT)
        mlflow.set_tags({"component": subject.slug, "verdict": verdict})
        mlflow.log_input(_dataset(data), context="training")
        _log_pictures(subject, evaluation, importances)
        info = mlflow.sklearn.log_model(
            model,
            name="model",
            signature=infer_signature(example, model.predict_proba(example)),
            input_example=example,
            pip_requirements=requirements(),
            registered_model_name=name,
            pyfunc_predict_fn="predict_proba",
            serialization_format="cloudpickle",
        )
    return Version(name=name, version=int(info.registered_model_version or 0), run_id=run.info.run_id)


def _dataset(data: TrainingData) -> Dataset:
    source = DeltaDatasetSource(delta_table_name=data.table, delta_table_version=data.version)
    digest = hashlib.sha256(f"{data.table}@{data.version}".encode()).hexdigest()[:8]
    # The type checker takes an optional property of its base for an abstract one.
    return MetaDataset(source=source, name=data.table, digest=digest)  # type: ignore[abstract]


def _log_pictures(subject: Subject, evaluation: Evaluation, importances: pd.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        importances.to_csv(Path(folder) / "feature_importances.csv", index=False)
        importances_plot(importances, subject.name).savefig(Path(folder) / "feature_importances.png")
        calibration_plot(evaluation.curve, subject.name).savefig(Path(folder) / "calibration.png")
        mlflow.log_artifacts(folder)
