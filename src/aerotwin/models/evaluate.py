"""One model against its baselines on held-out readings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aerotwin.models import ranking
from aerotwin.models.calibration import Calibration, brier, calibration
from aerotwin.models.events import event_metrics
from aerotwin.models.rule import Rule
from aerotwin.models.subject import Subject


@dataclass(frozen=True)
class Evaluation:
    """Held-out metrics of the model (no prefix), the rule (`rule_`) and the base rate (`base_`)."""

    metrics: dict[str, float]
    curve: Calibration
    rule: Rule


def reading_metrics(truth: np.ndarray, score: np.ndarray, flagged: np.ndarray) -> dict[str, float]:
    """Metrics over single readings: ranking by `score`, and `flagged` at the chosen threshold."""
    precision, recall, f1 = ranking.precision_recall_f1(truth, flagged)
    return {
        "average_precision": ranking.average_precision(truth, score),
        "roc_auc": ranking.roc_auc(truth, score),
        "reading_precision": precision,
        "reading_recall": recall,
        "f1": f1,
    }


def evaluate(
    subject: Subject,
    rule: Rule,
    threshold: float,
    test: pd.DataFrame,
    timeline: pd.DataFrame,
    failures: pd.DataFrame,
    base_rate: float,
) -> Evaluation:
    """Metrics of the probabilities in `test` and `timeline` (aircraft_id, observed_at, label, probability).

    Both also hold the rule's column. `timeline` is every held-out flight and serves the metrics over
    failures and alerts; `threshold` is the one alerts are raised at; `base_rate` is the training part's share
    of failing readings, the constant forecast.
    """
    truth = test["label"].to_numpy() == 1
    probability = test["probability"].to_numpy(dtype=float)
    curve = calibration(truth, probability)
    metrics = reading_metrics(truth, probability, probability >= threshold)
    metrics["f1_at_half"] = ranking.precision_recall_f1(truth, probability >= 0.5)[2]
    metrics["brier"] = brier(truth, probability)
    metrics["calibration_error"] = curve.error
    metrics |= _events(subject, timeline, failures, timeline["probability"], threshold)
    metrics |= {f"rule_{k}": v for k, v in _of_rule(subject, rule, test, timeline, failures, truth).items()}
    metrics["base_rate"] = float(truth.mean()) if len(truth) else float("nan")
    metrics["base_average_precision"] = metrics["base_rate"]
    metrics["base_brier"] = brier(truth, np.full(len(truth), base_rate))
    metrics["beats_chance"] = ranking.better_than_chance(truth, probability, test["aircraft_id"].to_numpy())
    return Evaluation(metrics={k: float(v) for k, v in metrics.items()}, curve=curve, rule=rule)


def _of_rule(
    subject: Subject,
    rule: Rule,
    test: pd.DataFrame,
    timeline: pd.DataFrame,
    failures: pd.DataFrame,
    truth: np.ndarray,
) -> dict[str, float]:
    flagged = pd.Series(rule.flags(timeline).astype(float), index=timeline.index)
    return reading_metrics(truth, rule.score(test), rule.flags(test)) | _events(
        subject, timeline, failures, flagged, 0.5
    )


def _events(
    subject: Subject, timeline: pd.DataFrame, failures: pd.DataFrame, score: pd.Series, threshold: float
) -> dict[str, float]:
    persistence = subject.alerts.persistence
    outcome = event_metrics(
        timeline.assign(probability=score),
        failures,
        threshold=threshold,
        flights=persistence.flights,
        of=persistence.of,
        horizon_days=subject.horizon_days,
    )
    return {
        "failures": outcome.failures,
        "recall": outcome.recall,
        "precision": outcome.precision,
        "false_alerts_per_1000_flights": outcome.false_per_1000_flights,
        "median_lead_days": outcome.median_lead_days,
    }
