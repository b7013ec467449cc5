import numpy as np

from aerotwin.features.aircraft import Flown, last_known, sum_up


def test_last_known_skips_what_is_missing():
    at, values = np.array([1.0, 2.0, 3.0]), np.array([5.0, np.nan, 7.0])
    np.testing.assert_array_equal(last_known(np.array([0.0, 1.0, 2.5, 9.0]), at, values), [np.nan, 5, 5, 7])


def test_a_silent_component_counts_as_it_last_was():
    day = 86400.0
    engine = Flown(np.array([1, 2, 3]) * day, np.array([1.0, 2, 3]), np.array([90.0, 80, 70]), np.zeros(3))
    gear = Flown(np.array([1, 3]) * day, np.array([1.0, 3]), np.array([60.0, 95.0]), np.ones(2))
    made = sum_up({"engine": engine, "landinggear": gear}, np.array([2 * day]), 0.0)
    assert made["landinggear_health_index"].tolist() == [60, 60, 95]
    assert made["worst_component"].tolist() == ["landinggear", "landinggear", "engine"]
    assert made["mean_health_index"].tolist() == [75, 70, 82.5]
    assert made["age_days"].tolist() == [1, 2, 3]
    np.testing.assert_array_equal(made["days_since_maintenance"], [np.nan, 0, 1])
