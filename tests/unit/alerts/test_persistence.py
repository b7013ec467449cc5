import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aerotwin.alerts.persistence import episodes, reached


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 4), st.integers(0, 4))
def test_reached_counts_the_last_flights(over, k, extra):
    n = k + extra
    expected = [sum(over[max(0, i - n + 1) : i + 1]) >= k for i in range(len(over))]
    assert reached(np.array(over, dtype=bool), k, n).tolist() == expected


def test_episodes_are_unbroken_runs():
    assert episodes(np.array([1, 1, 0, 1, 0, 0, 1], dtype=bool)) == [(0, 1), (3, 3), (6, 6)]
    assert episodes(np.zeros(0, dtype=bool)) == []
