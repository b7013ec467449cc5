from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aerotwin.ui import words


def test_times_are_in_utc() -> None:
    east = datetime(2024, 12, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert words.when(east) == "2024-11-30 22:30"
    assert words.when(datetime(2024, 12, 1, 1, 30)) == "2024-12-01 01:30"
    assert words.iso(0.0) == "1970-01-01T00:00:00Z"
    assert (words.when(None), words.iso(None)) == ("–", "")


@pytest.mark.parametrize(
    ("days", "expected"), [(None, "–"), (0, "0 h"), (0.5, "12 h"), (1, "1 d"), (13.4, "13 d"), (365, "12 mo")]
)
def test_spans(days: float | None, expected: str) -> None:
    assert words.span(days) == expected


def test_age_ends_with_the_alert_or_with_the_data() -> None:
    opened = datetime(2024, 12, 1, tzinfo=UTC)
    standing = {"opened_at": opened, "closed_at": None}
    assert words.age(standing, opened + timedelta(days=3)) == "3 d"
    assert (
        words.age({**standing, "closed_at": opened + timedelta(hours=5)}, opened + timedelta(days=3)) == "5 h"
    )
    assert words.age(standing, None) == "–"


def test_a_message_falls_into_its_parts() -> None:
    text = (
        "Engine: 70% risk of failure within 30 days. Health index 0 of 100; Margin fell 26.1 °C in 30 days "
        "to 8 °C, 0.8 sigma below its 30-day normal of 17.5 °C. Of held-out flights 86% failed."
    )
    assert words.sentences(text) == [
        "Engine: 70% risk of failure within 30 days.",
        "Health index 0 of 100.",
        "Margin fell 26.1 °C in 30 days to 8 °C, 0.8 sigma below its 30-day normal of 17.5 °C.",
        "Of held-out flights 86% failed.",
    ]
    assert words.reasons(text).startswith("Health index 0 of 100. Margin")
    assert words.reasons("Short.") == "Short."
    assert words.sentences("") == []


def test_counts_with_their_nouns() -> None:
    assert words.plural(1, "alert") == "1 alert"
    assert words.plural(1200, "alert") == "1,200 alerts"
    assert words.plural(2, "query", "queries") == "2 queries"
