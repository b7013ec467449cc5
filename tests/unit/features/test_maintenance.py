import numpy as np

from aerotwin.features.maintenance import since_last


def test_days_and_flights_since_the_last_maintenance():
    days, cycles = np.array([1.0, 2.0, 3.0, 4.0]), np.array([11.0, 12.0, 13.0, 14.0])
    since_days, since_cycles = since_last(days, cycles, np.array([2.5, 3.5]))
    np.testing.assert_array_equal(since_days, [np.nan, np.nan, 0.5, 0.5])
    np.testing.assert_array_equal(since_cycles, [np.nan, np.nan, 1.0, 1.0])


def test_maintenance_before_the_first_reading_counts_from_the_first_flight():
    since_days, since_cycles = since_last(np.array([5.0, 6.0]), np.array([7.0, 8.0]), np.array([4.0]))
    assert since_days.tolist() == [1.0, 2.0]
    assert since_cycles.tolist() == [1.0, 2.0]


def test_unknown_without_maintenance():
    since_days, since_cycles = since_last(np.array([5.0]), np.array([7.0]), np.array([]))
    assert np.isnan(since_days).all()
    assert np.isnan(since_cycles).all()
