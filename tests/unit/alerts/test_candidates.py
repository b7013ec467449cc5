import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from aerotwin.alerts.candidates import candidates
from aerotwin.alerts.severity import rank, severities
from aerotwin.conf import Alerts

START = pd.Timestamp("2024-12-01 10:00")
ALERTS = Alerts.model_validate(
    {
        "levels": [
            {"severity": "CRITICAL", "probability": 0.8},
            {"severity": "MEDIUM", "probability": 0.5},
            {"severity": "LOW", "probability": 0.2},
        ],
        "persistence": {"flights": 2, "of": 3},
        "category": "propulsion",
        "action": "Inspect",
    }
)


def flights(probability: list[float], name: str = "AT-001") -> pd.DataFrame:
    count = range(len(probability))
    return pd.DataFrame(
        {
            "aircraft_id": name,
            "observed_at": [START + pd.Timedelta(hours=n) for n in count],
            "trace_id": [f"{name}-{n}" for n in count],
            "failure_probability": probability,
        }
    )


def test_opens_when_persistence_is_reached_and_escalates_to_the_worst_level():
    found = candidates(flights([0.1, 0.3, 0.1, 0.3, 0.9, 0.9, 0.6, 0.3]), ALERTS)
    assert len(found) == 1
    alert = found[0]
    assert alert.opened_at == START + pd.Timedelta(hours=3)
    assert (alert.severity, alert.trace_id, alert.failure_probability) == ("CRITICAL", "AT-001-5", 0.9)


def test_one_high_probability_is_no_alert_and_the_latest_run_counts():
    assert candidates(flights([0.1, 0.9, 0.1, 0.1, 0.9]), ALERTS) == []
    both = flights([0.9, 0.9, 0.1, 0.1, 0.1, 0.3, 0.3])
    assert [(a.severity, a.trace_id) for a in candidates(both, ALERTS)] == [("LOW", "AT-001-6")]


def test_order_of_rows_and_other_aircraft_do_not_matter():
    rows = pd.concat([flights([0.3, 0.3], "AT-002"), flights([0.6, 0.6], "AT-001"), flights([0.1], "AT-003")])
    found = candidates(rows.sample(frac=1, random_state=1), ALERTS)
    assert [(a.aircraft_id, a.severity) for a in found] == [("AT-001", "MEDIUM"), ("AT-002", "LOW")]


@given(st.lists(st.sampled_from([0.1, 0.3, 0.6, 0.9]), min_size=1, max_size=12))
def test_severities_by_counting(probability):
    found = severities(np.array(probability), ALERTS)
    for flight, severity in enumerate(found):
        last = probability[max(0, flight - 2) : flight + 1]
        reached = [lv.severity for lv in ALERTS.levels if sum(p >= lv.probability for p in last) >= 2]
        assert severity == (reached[0] if reached else "")


def test_rank_orders_severities():
    assert [rank(s) for s in ("", "LOW", "MEDIUM", "HIGH", "CRITICAL")] == [-1, 0, 1, 2, 3]
