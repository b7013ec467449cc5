"""The random forest itself: which columns it sees, and its deterministic fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from sklearn.ensemble import RandomForestClassifier

from aerotwin.conf import Model
from aerotwin.errors import AeroTwinError

SEED = 20230101
NOT_FEATURES = ("aircraft_id", "observed_at", "cycle", "total_cycles", "label")


def feature_columns(frame: pd.DataFrame) -> list[str]:
    """Numeric columns but keys and label: flight numbers would only tell the calendar time."""
    return [c for c in frame.columns if c not in NOT_FEATURES and is_numeric_dtype(frame[c])]


def matrix(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """The columns in order as float64, missing values as NaN: what the forest is fitted on and asked about.

    Raises AeroTwinError naming columns the frame lacks.
    """
    wanted = list(columns)
    missing = [column for column in wanted if column not in frame.columns]
    if missing:
        raise AeroTwinError(
            f"the feature table has no column {', '.join(missing)}, which this model was trained on: "
            "score with a newer version, or train again with `aerotwin bundle run aerotwin`"
        )
    return frame[wanted].astype(np.float64)


def parameters(settings: Model) -> dict[str, Any]:
    """Keyword arguments of the RandomForestClassifier."""
    return {
        "n_estimators": settings.n_estimators,
        "max_depth": settings.max_depth,
        "min_samples_leaf": settings.min_samples_leaf,
        "max_features": settings.max_features,
        "max_samples": settings.max_samples,
        "random_state": SEED,
        "n_jobs": 1,
    }


def fit(settings: Model, features: pd.DataFrame, truth: np.ndarray) -> RandomForestClassifier:
    """A fitted forest; missing values take the branch that splits best, as scikit-learn does natively.

    Raises AeroTwinError when the training part holds one class only.
    """
    if len(np.unique(truth)) < 2:
        only = "no failure" if not truth.any() else "nothing but failures"
        raise AeroTwinError(
            f"the training part of {len(truth)} readings holds {only}: use more days or aircraft "
            "(conf/fleet.yml) or another split (model.split of the component's file)"
        )
    return RandomForestClassifier(**parameters(settings)).fit(features, truth)


def probability(forest: RandomForestClassifier, features: pd.DataFrame) -> np.ndarray:
    """Failure probability of each row; it depends on that row alone."""
    return np.asarray(forest.predict_proba(features)[:, 1], dtype=np.float64)


def importances(forest: RandomForestClassifier) -> pd.DataFrame:
    """Columns `feature` and `importance` (mean decrease in impurity, sums to 1), the largest first."""
    found = pd.DataFrame({"feature": forest.feature_names_in_, "importance": forest.feature_importances_})
    return found.sort_values(["importance", "feature"], ascending=[False, True], ignore_index=True)
