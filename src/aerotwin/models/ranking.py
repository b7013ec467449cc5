"""How well scores rank failures before the rest: average precision, ROC AUC, the best F1.

Ties count as one threshold, as in scikit-learn's definitions.
"""

from __future__ import annotations

import numpy as np


def _at_thresholds(truth: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct scores descending, with true and false positives at or above each."""
    order = np.argsort(-score, kind="stable")
    ranked, hit = score[order], truth[order].astype(float)
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    return ranked[last], np.cumsum(hit)[last], np.cumsum(1 - hit)[last]


def average_precision(truth: np.ndarray, score: np.ndarray) -> float:
    """Sum of precision times gained recall over the thresholds, from the highest; nan without failures."""
    if len(truth) == 0:
        return float("nan")
    _, true, false = _at_thresholds(truth, score)
    if true[-1] == 0:
        return float("nan")
    return _area(true, true + false)


def roc_auc(truth: np.ndarray, score: np.ndarray) -> float:
    """Probability that a failing reading scores above a healthy one, ties half; nan with one class only."""
    if len(truth) == 0:
        return float("nan")
    _, true, false = _at_thresholds(truth, score)
    if true[-1] == 0 or false[-1] == 0:
        return float("nan")
    recall = np.append(0, true) / true[-1]
    fallout = np.append(0, false) / false[-1]
    return float(np.sum(np.diff(fallout) * (recall[1:] + recall[:-1]) / 2))


def best_f1(truth: np.ndarray, score: np.ndarray) -> tuple[float, float]:
    """The threshold (score at or above it counts as failing) with the highest F1, and that F1."""
    thresholds, true, false = _at_thresholds(truth, score)
    positives = float(truth.sum())
    f1 = 2 * true / np.maximum(true + false + positives, 1)
    best = int(np.argmax(f1))
    return float(thresholds[best]), float(f1[best])


def precision_recall_f1(truth: np.ndarray, flagged: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 of flagged readings; 0 where a ratio has no denominator."""
    true = float(np.sum(truth & flagged))
    precision = true / max(float(np.sum(flagged)), 1.0)
    recall = true / max(float(np.sum(truth)), 1.0)
    return precision, recall, 2 * precision * recall / (precision + recall) if true else 0.0


def better_than_chance(
    truth: np.ndarray, score: np.ndarray, aircraft: np.ndarray, rounds: int = 200, seed: int = 0
) -> float:
    """Share of bootstrap samples of whole aircraft in which the average precision exceeds the base rate.

    Readings of one aircraft are not independent, so aircraft are drawn, not readings.
    """
    names, index = np.unique(aircraft, return_inverse=True)
    draws = np.random.default_rng(seed).multinomial(len(names), [1 / len(names)] * len(names), size=rounds)
    order = np.argsort(-score, kind="stable")
    ranked, hit, owner = score[order], truth[order].astype(float), index[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    wins = 0
    for draw in draws:
        weight = draw[owner].astype(float)
        true, raised = np.cumsum(hit * weight)[last], np.cumsum(weight)[last]
        if true[-1] > 0:
            wins += bool(_area(true, raised) > true[-1] / raised[-1])
    return wins / rounds


def _area(true: np.ndarray, raised: np.ndarray) -> float:
    """Average precision from the cumulated true and raised at each threshold."""
    precision = np.divide(true, raised, out=np.zeros_like(true), where=raised > 0)
    return float(np.sum(np.diff(true, prepend=0) * precision) / true[-1])
