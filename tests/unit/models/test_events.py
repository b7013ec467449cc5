import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerotwin.models.events import event_metrics

START = pd.Timestamp("2024-01-01")
DAY = pd.Timedelta(days=1)


def flights(
    probability: list[float], failed_on: list[int], horizon: int, name: str = "AT-001"
) -> pd.DataFrame:
    days = range(len(probability))
    label = [any(0 < f - d <= horizon for f in failed_on) for d in days]
    return pd.DataFrame(
        {
            "aircraft_id": name,
            "observed_at": [START + d * DAY for d in days],
            "label": np.array(label, dtype=float),
            "probability": probability,
        }
    )


def failures(days: list[int], name: str = "AT-001") -> pd.DataFrame:
    return pd.DataFrame({"aircraft_id": [name] * len(days), "occurred_at": [START + d * DAY for d in days]})


def test_a_caught_failure_its_lead_time_and_a_false_alert():
    #               0    1    2    3    4    5    6    7    8    9
    probability = [0.9, 0.9, 0.1, 0.1, 0.9, 0.1, 0.9, 0.9, 0.9, 0.1]
    frame = flights(probability, [9], horizon=4)
    found = event_metrics(frame, failures([9]), threshold=0.5, flights=2, of=3, horizon_days=4)
    # Two of the last three are over on days 1, 2 (false: the failure is a week away) and 6 to 9.
    assert (found.alerts, found.false_alerts, found.failures, found.caught) == (2, 1, 1, 1)
    assert found.median_lead_days == 3
    assert found.recall == 1
    assert found.precision == 0.5
    assert found.false_per_1000_flights == pytest.approx(100)


def test_a_failure_without_flights_before_it_is_not_counted():
    frame = flights([0.0] * 5, [40], horizon=4)
    found = event_metrics(frame, failures([40]), threshold=0.5, flights=1, of=1, horizon_days=4)
    assert (found.failures, found.recall, found.precision) == (0, 0, 0)


@given(
    st.lists(st.sampled_from([0.1, 0.9]), min_size=5, max_size=25),
    st.sets(st.integers(1, 25), max_size=3),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_against_a_flight_by_flight_replay(probability, failed_on, k, extra):
    of, horizon = k + extra, 5
    frame = flights(probability, sorted(failed_on), horizon)
    found = event_metrics(
        frame, failures(sorted(failed_on)), threshold=0.5, flights=k, of=of, horizon_days=horizon
    )
    active = [
        sum(p > 0.5 for p in probability[max(0, i - of + 1) : i + 1]) >= k for i in range(len(probability))
    ]
    starts = [i for i, on in enumerate(active) if on and (i == 0 or not active[i - 1])]
    good = 0
    for start in starts:
        day = start
        hit = False
        while day < len(active) and active[day]:
            hit = hit or frame["label"][day] == 1
            day += 1
        good += hit
    seen = [f for f in failed_on if any(f - horizon <= d < f for d in range(len(active)))]
    caught = [f for f in seen if any(active[d] for d in range(max(0, f - horizon), min(f, len(active))))]
    assert (found.alerts, found.false_alerts) == (len(starts), len(starts) - good)
    assert (found.failures, found.caught) == (len(seen), len(caught))
