"""Runs over runs on plain rows: what is written, and that nothing a person did is undone."""

import dataclasses
from datetime import UTC, datetime, timedelta

from aerotwin.alerts import events
from aerotwin.alerts.raise_ import changes
from aerotwin.alerts.table import SCHEMA, alert_id, update_set
from aerotwin.conf import Alerts
from aerotwin.models import subject
from aerotwin.models.thresholds import Margin, Thresholds

ENGINE = subject.load("engine")
ENGINE = dataclasses.replace(
    ENGINE,
    alerts=Alerts.model_validate(
        {
            **ENGINE.alerts.model_dump(),
            "persistence": {"flights": 2, "of": 3},
            "clear": {"share": 0.5, "flights": 2},
        }
    ),
)
LIMITS = Thresholds(0.3, 0.15, "budget", 1.0, {}, (Margin(0.3, 0.5, 10, 4, 9.0),))
START = datetime(2024, 12, 3, 18, 45, 7, tzinfo=UTC)


def hour(number: float) -> datetime:
    return START + timedelta(hours=number)


def run(probability, alerts=(), maintained=(), version=1):
    """The changes, and all alerts after them."""
    flights = [
        {
            "aircraft_id": "AT-007",
            "observed_at": hour(n),
            "trace_id": f"v{version}-{n}",
            "failure_probability": p,
        }
        for n, p in enumerate(probability)
    ]
    found = changes(ENGINE, LIMITS, flights, {"AT-007": [hour(n) for n in maintained]}, list(alerts))
    return found, list({row["alert_id"]: row for row in [*alerts, *found.rows]}.values())


def acknowledged(row):
    return {**row, "state": "acknowledged", "acknowledged_by": "kim", "acknowledged_at": hour(99)}


def test_the_id_names_aircraft_code_and_opening_reading():
    assert alert_id("AT-007", "ENG", START) == "AT-007_ENG_20241203_184507"


def test_a_new_alert_is_open_with_category_action_and_margin():
    found, (row,) = run([0.4, 0.4])
    assert (row["alert_id"], row["state"]) == ("AT-007_ENG_20241203_194507", "open")
    assert (row["category"], row["recommended_action"]) == (ENGINE.alerts.category, ENGINE.alerts.action)
    assert (row["trace_id"], row["failed_share"], row["median_lead_days"]) == ("v1-1", 0.4, 9.0)
    assert set(row) <= set(SCHEMA.names)
    assert [(e["action"], e["from_state"], e["to_state"]) for e in found.events] == [("raise", "", "open")]


def test_escalation_keeps_id_state_and_opening():
    _, (row,) = run([0.4, 0.4])
    found, (worse,) = run([0.4, 0.4, 0.5, 0.5], [acknowledged(row)])
    assert (worse["alert_id"], worse["opened_at"]) == (row["alert_id"], row["opened_at"])
    assert (worse["state"], worse["acknowledged_by"]) == ("acknowledged", "kim")
    assert (worse["severity"], worse["trace_id"], worse["updated_at"]) == ("HIGH", "v1-3", hour(3))
    assert [(e["action"], e["from_state"], e["to_state"]) for e in found.events] == [
        ("escalate", "acknowledged", "acknowledged")
    ]


def test_the_same_again_and_a_new_champion_on_the_same_flights_change_nothing():
    _, rows = run([0.4, 0.4, 0.4])
    rows = [acknowledged(rows[0])]
    assert run([0.4, 0.4, 0.4], rows)[0].rows == []
    for others in ([0.9, 0.9, 0.9], [0.0, 0.0, 0.0]):
        found, after = run(others, rows, version=2)
        assert (found.rows, found.events, after) == ([], [], rows)


def test_a_closed_alert_is_never_resurrected_and_the_next_one_is_new():
    _, rows = run([0.4, 0.4, 0.4])
    closed = [{**rows[0], "state": "closed", "closed_at": hour(50), "closed_by": "kim", "close_reason": "ok"}]
    assert run([0.4, 0.4, 0.4], closed, version=2)[0].rows == []
    found, after = run([0.4] * 5, closed)
    assert [row["state"] for row in after] == ["closed", "open"]
    assert after[0] == closed[0]
    assert after[1]["opened_at"] == hour(4)
    assert len({row["alert_id"] for row in after}) == 2
    assert len(found.opened) == 1


def test_maintenance_closes_with_its_reason_and_keeps_the_acknowledgement():
    _, rows = run([0.4, 0.4])
    _, (row,) = run([0.4, 0.4], [acknowledged(rows[0])], maintained=[1.5])
    assert (row["state"], row["closed_by"], row["close_reason"]) == (
        "closed", "aerotwin", "maintenance recorded"
    )  # fmt: skip
    assert (row["closed_at"], row["acknowledged_by"]) == (hour(1.5), "kim")
    steps = events.written_in_rows(row)
    assert [(e["action"], e["from_state"], e["to_state"], e["who"]) for e in steps] == [
        ("acknowledge", "open", "acknowledged", "kim"),
        ("close", "acknowledged", "closed", "aerotwin"),
    ]


def test_events_have_the_same_id_whenever_they_are_written():
    first, again = (run([0.4, 0.4, 0.5, 0.5, 0.7, 0.7])[0].events for _ in range(2))
    ids = [event["event_id"] for event in first]
    assert [event["action"] for event in first] == ["raise", "escalate", "escalate"]
    assert ids == [event["event_id"] for event in again]
    assert len(set(ids)) == 3


def test_a_run_never_writes_what_people_wrote():
    assert "acknowledged" not in update_set()
    assert "THEN 'closed' ELSE t.state END" in update_set()
