import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from aerotwin.features.windows import roll


def brute(days, values, row, width):
    inside = (days > days[row] - width) & (days <= days[row]) & ~np.isnan(values)
    t, x = days[inside], values[inside]
    if not len(x):
        return 0, np.nan, np.nan, np.nan
    std = np.std(x, ddof=1) if len(x) > 1 else np.nan
    slope = np.polyfit(t - t[0], x, 1)[0] if len(np.unique(t)) > 1 else np.nan
    return len(x), np.mean(x), std, slope


times = st.lists(st.integers(0, 400), min_size=1, max_size=40, unique=True).map(
    lambda hours: np.sort(np.array(hours, dtype=float)) / 8
)


@settings(max_examples=60)
@given(times, st.integers(0, 2**32 - 1), st.sampled_from([1.0, 7.0, 30.0]))
def test_same_as_one_window_at_a_time(days, seed, width):
    rng = np.random.default_rng(seed)
    values = rng.normal(60, 5, (len(days), 2))
    values[rng.random(values.shape) < 0.2] = np.nan
    rolled = roll(days, values, np.array([60.0, 50.0]), width)
    for row in range(len(days)):
        for column in range(2):
            got = [part[row, column] for part in (rolled.count, rolled.mean, rolled.std, rolled.slope)]
            want = brute(days, values[:, column], row, width)
            np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-6)


def test_a_known_table():
    days = np.array([0.0, 1.0, 2.0, 9.0])
    rolled = roll(days, np.array([[1.0], [3.0], [5.0], [7.0]]), np.zeros(1), 7)
    assert rolled.mean[:, 0].tolist() == [1.0, 2.0, 3.0, 7.0]
    np.testing.assert_allclose(rolled.slope[:, 0], [np.nan, 2.0, 2.0, np.nan])
    np.testing.assert_allclose(rolled.std[:, 0], [np.nan, np.sqrt(2), 2.0, np.nan])


def test_same_as_pandas_time_windows():
    rng = np.random.default_rng(5)
    seconds = np.cumsum(rng.integers(1, 10, 500) * 3600)
    values = rng.normal(100, 4, 500)
    index = pd.Timestamp("2023-01-01") + pd.to_timedelta(seconds, unit="s")
    days = (index - index[0]).total_seconds().to_numpy() / 86400
    pandas_mean = pd.Series(values, index).rolling("7D").mean().to_numpy()
    np.testing.assert_allclose(roll(days, values[:, None], np.array([100.0]), 7).mean[:, 0], pandas_mean)
