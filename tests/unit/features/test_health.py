import numpy as np

from aerotwin.features.health import health_index, worst_sensor


def test_the_two_worst_sensors_make_the_index():
    deviation = np.array([[0.0, 0.0, 0.0], [1.0, 4.0, -9.0], [9.0, 9.0, 9.0], [np.nan, 2.0, np.nan]])
    np.testing.assert_allclose(health_index(deviation), [100, 50, 0, 60])
    assert worst_sensor(deviation).tolist() == [0, 1, 0, 1]


def test_unknown_stays_unknown():
    deviation = np.full((1, 2), np.nan)
    assert np.isnan(health_index(deviation)).all()
    assert worst_sensor(deviation).tolist() == [-1]
