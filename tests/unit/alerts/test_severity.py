import pytest

from aerotwin.alerts.severity import effective_levels, rank
from aerotwin.conf import Alerts

ALERTS = Alerts.model_validate(
    {
        "levels": [
            {"severity": "CRITICAL", "probability": 0.8},
            {"severity": "MEDIUM", "probability": 0.5},
            {"severity": "LOW", "probability": 0.2},
        ],
        "category": "propulsion",
        "action": "Inspect",
    }
)


@pytest.mark.parametrize(
    ("raise_at", "expected"),
    [
        (0.2, [("CRITICAL", 0.8), ("MEDIUM", 0.5), ("LOW", 0.2)]),
        (0.4, [("CRITICAL", 0.8), ("MEDIUM", 0.5), ("LOW", 0.4)]),
        (0.5, [("CRITICAL", 0.8), ("MEDIUM", 0.5)]),
        (0.6, [("CRITICAL", 0.8), ("MEDIUM", 0.6)]),
        (0.9, [("CRITICAL", 0.9)]),
    ],
)
def test_no_level_starts_below_the_raise_threshold(raise_at, expected):
    assert list(effective_levels(ALERTS, raise_at)) == expected


def test_rank_orders_severities():
    assert [rank(s) for s in ("", "LOW", "MEDIUM", "HIGH", "CRITICAL")] == [-1, 0, 1, 2, 3]
