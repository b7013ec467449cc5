import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from aerotwin.models.ranking import (
    average_precision,
    best_f1,
    better_than_chance,
    precision_recall_f1,
    roc_auc,
)

rows = st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=2, max_size=40).filter(
    lambda found: 0 < sum(truth for truth, _ in found) < len(found)
)


def columns(found: list[tuple[bool, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([t for t, _ in found]), np.array([s / 6 for _, s in found])


@given(rows)
def test_average_precision_is_scikit_learns_with_ties(found):
    truth, score = columns(found)
    assert math.isclose(average_precision(truth, score), average_precision_score(truth, score), abs_tol=1e-12)


@given(rows)
def test_roc_auc_is_the_share_of_pairs_ranked_right(found):
    truth, score = columns(found)
    pairs = [(a > b) + (a == b) / 2 for a in score[truth] for b in score[~truth]]
    assert math.isclose(roc_auc(truth, score), sum(pairs) / len(pairs), abs_tol=1e-12)
    assert math.isclose(roc_auc(truth, score), roc_auc_score(truth, score), abs_tol=1e-12)


@given(rows)
def test_best_f1_is_the_best_over_all_thresholds(found):
    truth, score = columns(found)
    threshold, value = best_f1(truth, score)
    assert math.isclose(value, max(f1_score(truth, score >= t) for t in score), abs_tol=1e-12)
    assert math.isclose(value, f1_score(truth, score >= threshold), abs_tol=1e-12)


def test_chance_is_a_bootstrap_of_whole_aircraft():
    rng = np.random.default_rng(5)
    aircraft = np.repeat([f"AT-{n}" for n in range(6)], 30)
    truth = rng.uniform(size=180) < 0.2
    score = (rng.normal(size=180) + 0.3 * truth).round(1)
    draws = np.random.default_rng(0).multinomial(6, [1 / 6] * 6, size=200)
    wins = 0
    for draw in draws:
        rows = np.repeat(np.arange(180), draw[np.arange(180) // 30])
        wins += average_precision_score(truth[rows], score[rows]) > truth[rows].mean()
    assert better_than_chance(truth, score, aircraft) == wins / 200


def test_precision_recall_f1_by_hand():
    truth = np.array([1, 1, 1, 0, 0], dtype=bool)
    flagged = np.array([1, 0, 1, 1, 0], dtype=bool)
    assert np.allclose(precision_recall_f1(truth, flagged), (2 / 3, 2 / 3, 2 / 3))
    assert precision_recall_f1(truth, ~truth)[2] == 0


def test_without_failures_there_is_no_average_precision():
    assert math.isnan(average_precision(np.zeros(3, dtype=bool), np.arange(3.0)))
    assert math.isnan(roc_auc(np.ones(3, dtype=bool), np.arange(3.0)))


def test_a_perfect_score_always_beats_chance_and_a_constant_never():
    aircraft = np.repeat([f"AT-{n}" for n in range(8)], 20)
    truth = np.tile(np.arange(20) >= 15, 8)
    assert better_than_chance(truth, truth.astype(float), aircraft) == 1
    assert better_than_chance(truth, np.zeros(160), aircraft) == 0
