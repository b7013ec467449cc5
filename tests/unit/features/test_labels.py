import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from aerotwin.features.labels import label

START = pd.Timestamp("2024-01-01")
moments = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 60)), max_size=25)


def frame(rows, name):
    return pd.DataFrame(
        {
            "aircraft_id": pd.Series([a for a, _ in rows], dtype=object),
            name: pd.Series([START + pd.Timedelta(days=d) for _, d in rows], dtype="datetime64[ns]"),
        }
    )


@settings(max_examples=100)
@given(moments, moments, st.integers(0, 70))
def test_same_as_looking_at_every_pair(readings, failures, last):
    made = label(
        frame(readings, "observed_at"), frame(failures, "occurred_at"), 7, START + pd.Timedelta(days=last)
    )
    for (aircraft, day), got in zip(readings, made, strict=True):
        if any(a == aircraft and day < d <= day + 7 for a, d in failures):
            assert got == 1
        elif day + 7 > last:
            assert np.isnan(got)
        else:
            assert got == 0


def test_the_index_of_the_readings_is_kept():
    readings = frame([("A", 1), ("A", 2)], "observed_at").set_axis([9, 4])
    assert label(readings, frame([], "occurred_at"), 3, START + pd.Timedelta(days=50)).index.tolist() == [
        9,
        4,
    ]
