"""The baseline a model must beat: the best alarm on one sensor that an engineer could have set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aerotwin.errors import AeroTwinError
from aerotwin.models.ranking import average_precision, best_f1


@dataclass(frozen=True)
class Rule:
    """Alarm when `column` is at or beyond `threshold` in `direction` ("above" or "below")."""

    column: str
    direction: str
    threshold: float

    def score(self, frame: pd.DataFrame) -> np.ndarray:
        """One number per row that rises with the alarm; a missing value never alarms."""
        values = frame[self.column].to_numpy(dtype=float)
        signed = values if self.direction == "above" else -values
        return np.where(np.isnan(signed), -np.inf, signed)

    def flags(self, frame: pd.DataFrame) -> np.ndarray:
        """Which rows alarm."""
        limit = self.threshold if self.direction == "above" else -self.threshold
        return self.score(frame) >= limit

    def __str__(self) -> str:
        return f"{self.column} {'>=' if self.direction == 'above' else '<='} {self.threshold:.4g}"


def sensor_columns(columns: Iterable[str], sensors: Iterable[str]) -> list[str]:
    """Columns that are a sensor or a window over one sensor; all of them when there are no sensors."""
    names = tuple(sensors)
    if not names:
        return list(columns)
    return [c for c in columns if c in names or c.startswith(tuple(f"{name}_" for name in names))]


def best_rule(train: pd.DataFrame, truth: np.ndarray, columns: Iterable[str]) -> Rule:
    """The column and direction with the highest average precision on `train`, its threshold by F1 there.

    Held-out rows have no say in it. Raises AeroTwinError when there is no column to choose from.
    """
    candidates = [Rule(column, side, 0.0) for column in columns for side in ("above", "below")]
    if not candidates:
        raise AeroTwinError("no feature column to build a threshold rule on: is the feature table empty?")
    best = max(candidates, key=lambda rule: average_precision(truth, rule.score(train)))
    threshold, _ = best_f1(truth, best.score(train))
    return Rule(best.column, best.direction, threshold if best.direction == "above" else -threshold)
