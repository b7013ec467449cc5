import dataclasses

import numpy as np
import pandas as pd
import pytest

from aerotwin.conf import Alerts
from aerotwin.models import subject, thresholds

START, DAY = pd.Timestamp("2024-01-01"), pd.Timedelta(days=1)
ENGINE = subject.load("engine")


def about(**more) -> subject.Subject:
    """Levels from 0.2, one flight is enough, a horizon of 5 days."""
    settings = {**ENGINE.alerts.model_dump(), "persistence": {"flights": 1, "of": 1}, **more}
    return dataclasses.replace(ENGINE, horizon_days=5, alerts=Alerts.model_validate(settings))


def flights() -> tuple[pd.DataFrame, pd.DataFrame]:
    """100 flights; false alerts at 0.35, 0.55 and 0.75, and 0.9 on the five days before a failure."""
    probability = np.full(100, 0.1)
    probability[[10, 30, 50]] = [0.35, 0.55, 0.75]
    probability[90:95] = 0.9
    times = [START + n * DAY for n in range(100)]
    frame = pd.DataFrame({"aircraft_id": "AT-001", "observed_at": times, "probability": probability})
    frame["label"] = [int(90 <= n < 95) for n in range(100)]
    return frame, pd.DataFrame({"aircraft_id": ["AT-001"], "occurred_at": [START + 95 * DAY]})


@pytest.mark.parametrize(
    ("budget", "expected", "false"), [(0, 0.76, 0), (10, 0.56, 10), (20, 0.36, 20), (30, 0.2, 30)]
)
def test_the_lowest_threshold_within_the_budget(budget, expected, false):
    frame, failures = flights()
    found = thresholds.choose(about(false_alerts_per_1000_flights=budget), frame, failures)
    assert (found.raise_probability, found.source) == (pytest.approx(expected), "budget")
    assert found.clear_probability == pytest.approx(0.7 * expected)
    assert found.validation["false_alerts_per_1000_flights"] == pytest.approx(false)
    assert found.validation["recall"] == 1


def test_a_fixed_threshold_goes_before_the_budget_and_without_flights_the_lowest_level_holds():
    frame, failures = flights()
    fixed = thresholds.choose(about(raise_probability=0.5), frame, failures)
    assert (fixed.raise_probability, fixed.source) == (0.5, "conf")
    assert fixed.validation["false_alerts_per_1000_flights"] == pytest.approx(20)
    nothing = thresholds.choose(about(), frame.head(0), failures)
    assert (nothing.raise_probability, nothing.source, nothing.validation) == (0.2, "levels", {})


def test_margins_are_counted_level_by_level():
    frame, failures = flights()
    found = dataclasses.replace(
        thresholds.choose(about(), frame, failures), margins=thresholds.margins(about(), frame, failures)
    )
    top = found.margin(1.0)
    assert top is not None
    # 0.6 and above: one false flight, and five at 5, 4, 3, 2 and 1 days before the failure.
    assert (top.flights, top.failed, top.median_lead_days) == (6, 5, 3.0)
    assert top.failed_share == pytest.approx(5 / 6)
    quiet = found.margin(0.15)
    assert quiet is not None
    assert (quiet.flights, quiet.failed, quiet.median_lead_days) == (92, 0, None)


def test_days_to_the_next_failure_of_the_same_aircraft():
    frame = pd.DataFrame(
        {"aircraft_id": ["B", "A", "A"], "observed_at": [START, START + DAY, START + 4 * DAY]}
    )
    failures = pd.DataFrame({"aircraft_id": ["A"], "occurred_at": [START + 3 * DAY]})
    assert thresholds.days_to_failure(frame, failures).tolist() == [np.inf, 2.0, np.inf]


def test_a_run_without_logged_thresholds_raises_at_the_lowest_level():
    assert thresholds.load(about(), "").raise_probability == 0.2
    assert thresholds.load(about(raise_probability=0.3), "").source == "conf"
