"""Which features drive one prediction, by Shapley values of the forest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

TOP = 5


def shapley(forest: RandomForestClassifier, features: pd.DataFrame) -> np.ndarray:
    """Contribution of each feature (columns) to the failure probability of each row, in probability.

    A row's contributions and the forest's expected value add up to its probability (TreeExplainer of
    Lundberg et al.: From local explanations to global understanding with explainable AI for trees, 2020).
    """
    import shap

    values = shap.TreeExplainer(forest).shap_values(features, check_additivity=False)
    return np.asarray(values)[..., 1]


def top(
    forest: RandomForestClassifier, features: pd.DataFrame, chosen: np.ndarray, count: int = TOP
) -> list[list[dict[str, object]]]:
    """For each row the `count` features that move its probability most, largest first.

    Each as {feature, value, contribution}, value None when missing. Rows outside the mask `chosen` get none.
    """
    found: list[list[dict[str, object]]] = [[] for _ in range(len(features))]
    if not chosen.any():
        return found
    rows = features[chosen]
    values = rows.to_numpy()
    names = list(features.columns)
    strengths = shapley(forest, rows)
    order = np.argsort(-np.abs(strengths), axis=1, kind="stable")[:, :count]
    for place, row in enumerate(np.flatnonzero(chosen)):
        found[row] = [
            {
                "feature": names[column],
                "value": None if np.isnan(values[place, column]) else float(values[place, column]),
                "contribution": float(strengths[place, column]),
            }
            for column in order[place]
        ]
    return found
