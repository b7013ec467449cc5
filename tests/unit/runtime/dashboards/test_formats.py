from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from aerotwin.runtime.dashboards import formats

USD = {"type": "number-currency", "currencyCode": "USD"}


def places(count: int, how: str = "max") -> dict[str, Any]:
    return {"decimalPlaces": {"type": how, "places": count}}


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (1234567, None, "1,234,567"),
        (1234.5678, None, "1,234.57"),
        (0.00012, None, "0.00012"),
        (1287394.55, {**USD, "abbreviation": "compact"}, "$1.29M"),
        (1287394.55, {**USD, **places(0)}, "$1,287,395"),
        (-5.0, USD, "-$5"),
        (5, {"type": "number-currency", "currencyCode": "EUR", **places(2, "exact")}, "€5.00"),
        (0.125, {"type": "number-percent", **places(1)}, "12.5%"),
        (0.5, {"type": "number-percent", **places(2, "exact")}, "50.00%"),
        (1500, {"type": "number", "abbreviation": "compact"}, "1.5K"),
        (2_500_000_000, {"type": "number", "abbreviation": "compact", **places(1)}, "2.5B"),
        (1536, {"type": "number-bytes"}, "1.5 KB"),
        (12345.6, {"type": "number", "hideGroupSeparator": True, **places(0)}, "12346"),
        (Decimal("2.50"), None, "2.5"),
        (True, None, "true"),
        (None, None, ""),
        (float("nan"), None, "NaN"),
        (date(2024, 2, 3), None, "2024-02-03"),
        (datetime(2024, 2, 3), None, "2024-02-03"),
        (datetime(2024, 2, 3, 4, 5), None, "2024-02-03 04:05"),
        (
            datetime(2024, 2, 3, 4, 5, 6, 7000),
            {"pattern": "DD/MM/YYYY HH:mm:ss.SSS"},
            "03/02/2024 04:05:06.007",
        ),
    ],
)
def test_values_as_text(value: Any, format: dict[str, Any] | None, text: str) -> None:
    assert formats.text(value, format) == text


@pytest.mark.parametrize(
    ("pattern", "value", "text"),
    [
        ("0", 1234.5, "1234"),
        ("0,0.00", 1234.5, "1,234.50"),
        ("0.0%", 0.1234, "12.3%"),
        ("$0,0", 1234, "$1,234"),
        ("0.[00]", 1.5, "1.5"),
    ],
)
def test_patterns_of_older_tables(pattern: str, value: float, text: str) -> None:
    assert formats.text(value, formats.from_numeral(pattern)) == text


@pytest.mark.parametrize(
    ("format", "pattern"),
    [
        (None, None),
        ({"type": "number-percent", **places(1)}, ",.1~%"),
        ({**USD, **places(2, "exact")}, "$,.2f"),
        ({"type": "number", "abbreviation": "compact"}, ".3~s"),
    ],
)
def test_formats_of_charts(format: dict[str, Any] | None, pattern: str | None) -> None:
    assert formats.d3(format) == pattern
