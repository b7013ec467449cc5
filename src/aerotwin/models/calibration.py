"""Whether a probability of 30 % means that three in ten do fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Calibration:
    """Per bin that holds readings: mean predicted probability, observed share of failures, readings."""

    predicted: np.ndarray
    observed: np.ndarray
    count: np.ndarray

    @property
    def error(self) -> float:
        """Expected calibration error: the mean gap between the two, weighted by readings.

        Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
        """
        total = self.count.sum()
        return float(np.sum(self.count * np.abs(self.predicted - self.observed)) / total) if total else 0.0


def calibration(truth: np.ndarray, probability: np.ndarray, bins: int = 10) -> Calibration:
    """The calibration in `bins` equal intervals of [0, 1]; the last one includes 1."""
    index = np.minimum((probability * bins).astype(int), bins - 1)
    count = np.bincount(index, minlength=bins)
    held = count > 0
    predicted = np.bincount(index, weights=probability, minlength=bins)[held] / count[held]
    observed = np.bincount(index, weights=truth.astype(float), minlength=bins)[held] / count[held]
    return Calibration(predicted=predicted, observed=observed, count=count[held])


def brier(truth: np.ndarray, probability: np.ndarray) -> float:
    """Mean squared distance of the probabilities from what happened (Brier, 1950); 0 is best."""
    return float(np.mean((probability - truth) ** 2)) if len(truth) else float("nan")
