from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.ui.alerts.query import PAGE, Query, as_of, find

START = datetime(2024, 12, 1, tzinfo=UTC)


def alert(number: int, **more: Any) -> dict[str, Any]:
    return {
        "alert_id": f"AT-{number:03d}_ENG",
        "aircraft_id": f"AT-{number:03d}",
        "component": "engine",
        "severity": "HIGH",
        "state": "open",
        "failure_probability": 0.5,
        "median_lead_days": 10.0,
        "opened_at": START + timedelta(days=number),
        "updated_at": START + timedelta(days=number),
        "judged_to": None,
        **more,
    }


ALERTS = [
    alert(1, severity="LOW", failure_probability=0.3),
    alert(2, severity="CRITICAL", failure_probability=0.7, component="airframe"),
    alert(3, state="acknowledged", failure_probability=0.6, median_lead_days=None),
    alert(4, state="closed", severity="CRITICAL", failure_probability=0.9, median_lead_days=2.0),
    alert(5, failure_probability=0.55, median_lead_days=4.0),
]


def ids(**asked: Any) -> list[int]:
    return [int(row["aircraft_id"][3:]) for row in find(ALERTS, Query(**asked)).rows]


def test_standing_alerts_come_worst_first() -> None:
    assert ids() == [2, 3, 5, 1]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "open"}, [2, 5, 1]),
        ({"state": "acknowledged"}, [3]),
        ({"state": "closed"}, [4]),
        ({"state": "all"}, [2, 3, 5, 1, 4]),
        ({"severity": "HIGH"}, [3, 5]),
        ({"component": "airframe"}, [2]),
        ({"aircraft": "AT-005"}, [5]),
        ({"aircraft": "AT-005", "component": "airframe"}, []),
    ],
)
def test_filters(asked: dict[str, Any], expected: list[int]) -> None:
    assert ids(**asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sort": "risk", "state": "all"}, [4, 2, 3, 5, 1]),
        ({"sort": "risk", "state": "all", "ascending": True}, [1, 5, 3, 2, 4]),
        ({"sort": "opened"}, [5, 3, 2, 1]),
        ({"sort": "aircraft", "ascending": True}, [1, 2, 3, 5]),
        ({"sort": "margin", "state": "all"}, [4, 5, 1, 2, 3]),
    ],
)
def test_orders(asked: dict[str, Any], expected: list[int]) -> None:
    assert ids(**asked) == expected


def test_counts_are_of_all_standing_alerts_whatever_the_filter() -> None:
    found = find(ALERTS, Query(component="airframe"))
    assert dict(found.standing) == {"LOW": 1, "CRITICAL": 1, "HIGH": 2}
    assert found.total == 1
    assert found.components == ["airframe", "engine"]


def test_pages_together_are_all_and_one_past_the_last_is_the_last() -> None:
    many = [alert(i) for i in range(2 * PAGE + 1)]
    pages = [find(many, Query(page=page)) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 1]
    assert {row["alert_id"] for page in pages for row in page.rows} == {row["alert_id"] for row in many}
    assert find(many, Query(page=99)).query.page == 3
    assert find([], Query(page=5)).pages == 1


@pytest.mark.parametrize("asked", [{"state": "gone"}, {"severity": "high"}, {"sort": "1; DROP TABLE"}])
def test_values_that_cannot_be_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(AeroTwinError, match="choose from"):
        find(ALERTS, Query(**asked))


def test_addresses_hold_only_what_differs_and_start_at_page_one() -> None:
    asked = Query(severity="HIGH", page=3)
    assert asked.url() == "/alerts?severity=HIGH"
    assert asked.url(page=4) == "/alerts?severity=HIGH&page=4"
    assert asked.url(severity="") == "/alerts"
    assert Query(component="a&b=c").url() == "/alerts?component=a%26b%3Dc"
    assert asked.sorted_by("severity") == "/alerts?severity=HIGH&ascending=true"
    assert asked.sorted_by("aircraft") == "/alerts?severity=HIGH&sort=aircraft&ascending=true"


def test_ages_count_from_the_last_flight_judged() -> None:
    later = START + timedelta(days=40)
    assert as_of([*ALERTS, alert(6, judged_to=later)]) == later
    assert as_of(ALERTS) == START + timedelta(days=5)
    assert as_of([]) is None
