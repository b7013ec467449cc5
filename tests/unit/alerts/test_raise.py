import pandas as pd

from aerotwin.alerts.candidates import Candidate
from aerotwin.alerts.raise_ import alert_row, changes
from aerotwin.alerts.table import SCHEMA, alert_id
from aerotwin.models import subject

OPENED = pd.Timestamp("2024-12-03 18:45:07")
LATER = pd.Timestamp("2024-12-05 09:00:00")
FOUND = Candidate("AT-007", "HIGH", OPENED, LATER, "t-1", 0.5)


def standing(severity: str, state: str = "open") -> pd.DataFrame:
    row = {"aircraft_id": "AT-007", "severity": severity, "state": state, "alert_id": "old", "run_id": "r0"}
    return pd.DataFrame([{**row, "opened_at": OPENED - pd.Timedelta(days=9)}])


def test_the_id_names_aircraft_code_and_opening_reading():
    assert alert_id("AT-007", "ENG", OPENED) == "AT-007_ENG_20241203_184507"


def test_a_standing_alert_is_changed_only_by_a_higher_severity():
    assert changes([FOUND], standing("HIGH")) == []
    assert changes([FOUND], standing("CRITICAL")) == []
    assert [row["alert_id"] for _, row in changes([FOUND], standing("LOW")) if row] == ["old"]
    assert changes([FOUND], standing("LOW").head(0)) == [(FOUND, None)]


def test_escalation_keeps_id_state_and_opening():
    engine = subject.load("engine")
    before = standing("LOW", "acknowledged").to_dict("records")[0]
    row = alert_row(engine, FOUND, before, "text", "r1")
    assert list(row) == SCHEMA.names
    assert (row["alert_id"], row["state"], row["run_id"]) == ("old", "acknowledged", "r0")
    assert row["opened_at"] == before["opened_at"]
    assert (row["severity"], row["updated_at"], row["trace_id"]) == ("HIGH", LATER, "t-1")


def test_a_new_alert_is_open_with_category_and_action_from_conf():
    engine = subject.load("engine")
    row = alert_row(engine, FOUND, None, "text", "r1")
    assert (row["alert_id"], row["state"], row["run_id"]) == ("AT-007_ENG_20241203_184507", "open", "r1")
    assert (row["category"], row["recommended_action"]) == (engine.alerts.category, engine.alerts.action)
    assert row["closed_at"] is None
