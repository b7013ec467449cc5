"""Train one subject's model: load, fit, judge, log, promote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from aerotwin import notebook
from aerotwin.models import forest, registry, thresholds
from aerotwin.models.evaluate import Evaluation, evaluate
from aerotwin.models.log import log
from aerotwin.models.promotion import Verdict, judge
from aerotwin.models.rule import best_rule, sensor_columns
from aerotwin.models.subject import Subject
from aerotwin.models.thresholds import Thresholds
from aerotwin.models.training_data import TrainingData, load

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Fitted:
    """A forest with its held-out evaluation, not logged yet."""

    forest: RandomForestClassifier
    evaluation: Evaluation
    importances: pd.DataFrame
    thresholds: Thresholds


@dataclass(frozen=True)
class Trained:
    """A registered version, how it did, and whether it is the champion now."""

    fitted: Fitted
    version: registry.Version
    verdict: Verdict
    champion: int | None

    @property
    def text(self) -> str:
        """The verdict in one sentence."""
        if self.verdict.promoted:
            standing = ""
        elif self.champion is None:
            standing = "; there is no champion yet"
        else:
            standing = f"; version {self.champion} stays champion"
        return f"{self.version.name} version {self.version.version} {self.verdict.reason}{standing}"


def fit_and_judge(subject: Subject, data: TrainingData) -> Fitted:
    """Fit on the training rows, choose the rule on them too, and measure both on the held-out rows."""
    columns = forest.feature_columns(data.frame)
    features = forest.matrix(data.frame, columns)
    truth = data.frame["label"].to_numpy() == 1
    train = data.parts.train
    model = forest.fit(subject.model, features[train], truth[train].astype(int))
    sensors = sensor_columns(columns, [sensor.name for sensor in subject.sensors])
    rule = best_rule(data.frame[train], truth[train], sensors)
    held_out = data.parts.test | data.parts.timeline
    scored = data.frame.loc[held_out, ["aircraft_id", "observed_at", "label", rule.column]]
    scored["probability"] = forest.probability(model, features[held_out])
    limits = thresholds.choose(subject, _validated(data, model, features), data.failures)
    timeline = scored[data.parts.timeline[held_out]]
    limits = replace(limits, margins=thresholds.margins(subject, timeline, data.failures))
    evaluation = evaluate(
        subject,
        rule,
        threshold=limits.raise_probability,
        test=scored[data.parts.test[held_out]],
        timeline=timeline,
        failures=data.failures,
        base_rate=float(truth[train].mean()),
    )
    return Fitted(model, evaluation, forest.importances(model), limits)


def _validated(data: TrainingData, model: RandomForestClassifier, features: pd.DataFrame) -> pd.DataFrame:
    """The validation flights with their probabilities."""
    chosen = data.parts.validation
    rows = data.frame.loc[chosen, ["aircraft_id", "observed_at", "label"]]
    found = forest.probability(model, features[chosen]) if chosen.any() else np.zeros(0)
    return rows.assign(probability=found)


def train(spark: SparkSession, subject: Subject, catalog: str, schema: str) -> Trained:
    """Train, log and register a new version; it becomes champion only when it beats its baselines."""
    with notebook.stage("work"):
        data = load(spark, subject)
        fitted = fit_and_judge(subject, data)
    verdict = judge(fitted.evaluation.metrics)
    with notebook.stage("log_model"):
        registry.prepare([subject.slug])
        registry.use_experiment(subject.slug)
        name = registry.model_name(subject.slug, catalog, schema)
        version = log(
            subject, data, fitted.forest, fitted.evaluation, fitted.importances, fitted.thresholds,
            name, verdict.reason,
        )  # fmt: skip
        if verdict.promoted:
            registry.crown(name, version.version)
        current = version.version if verdict.promoted else registry.champion(name)
    return Trained(fitted=fitted, version=version, verdict=verdict, champion=current)
