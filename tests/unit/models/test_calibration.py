import numpy as np
import pytest

from aerotwin.models.calibration import brier, calibration


def test_calibration_by_hand():
    truth = np.array([0, 1, 1, 1], dtype=bool)
    probability = np.array([0.1, 0.3, 0.9, 1.0])
    curve = calibration(truth, probability, bins=2)
    assert curve.count.tolist() == [2, 2]
    assert curve.predicted == pytest.approx([0.2, 0.95])
    assert curve.observed == pytest.approx([0.5, 1.0])
    assert curve.error == pytest.approx(0.5 * 0.3 + 0.5 * 0.05)


def test_probabilities_drawn_from_themselves_are_calibrated():
    rng = np.random.default_rng(1)
    probability = rng.uniform(size=50_000)
    assert calibration(rng.uniform(size=50_000) < probability, probability).error < 0.02


def test_brier_is_the_mean_squared_distance():
    assert brier(np.array([True, False]), np.array([0.5, 0.2])) == pytest.approx((0.25 + 0.04) / 2)
