"""Small tables that the notebooks show."""

from __future__ import annotations

import pandas as pd

from aerotwin.models.evaluate import Evaluation

ROWS = {
    "average_precision": "Average precision",
    "roc_auc": "ROC AUC",
    "f1": "F1 at the alert threshold",
    "brier": "Brier score (lower is better)",
    "recall": "Failures caught",
    "precision": "Alerts that were right",
    "false_alerts_per_1000_flights": "False alerts per 1,000 flights",
    "median_lead_days": "Median lead time (days)",
}
CHANCE = {"average_precision": "base_average_precision", "brier": "base_brier"}


def comparison(evaluation: Evaluation) -> pd.DataFrame:
    """Rows: metrics; columns: the model, the rule (named), the base rate. Held-out, three decimals."""
    metrics = evaluation.metrics
    rows = {
        words: {
            "model": metrics.get(name),
            f"rule: {evaluation.rule}": metrics.get(f"rule_{name}"),
            "base rate": 0.5 if name == "roc_auc" else metrics.get(CHANCE.get(name, "")),
        }
        for name, words in ROWS.items()
    }
    return pd.DataFrame(rows).T.round(3).astype(object).fillna("")


def most_at_risk(rows: pd.DataFrame, count: int = 10) -> pd.DataFrame:
    """Each aircraft's last inference, the highest probability first."""
    last = rows.sort_values("observed_at").groupby("aircraft_id", as_index=False).last()
    shown = last.sort_values(["failure_probability", "aircraft_id"], ascending=[False, True]).head(count)
    return shown[["aircraft_id", "observed_at", "failure_probability", "prediction"]].reset_index(drop=True)
