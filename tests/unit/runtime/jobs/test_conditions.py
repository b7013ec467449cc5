import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.conditions import compare


@pytest.mark.parametrize(
    ("left", "op", "right", "want"),
    [
        ("a", "EQUAL_TO", "a", True),
        ("12.0", "EQUAL_TO", "12", False),  # equality compares texts
        ("12.0", "NOT_EQUAL", "12", True),
        ("9", "LESS_THAN", "10", True),  # order compares numbers
        ("10", "GREATER_THAN", "9", True),
        ("12.0", "GREATER_THAN_OR_EQUAL", "12", True),
        ("12.1", "LESS_THAN_OR_EQUAL", "12", False),
    ],
)
def test_compare(left: str, op: str, right: str, want: bool) -> None:
    assert compare(left, op, right) is want


def test_order_of_texts_is_refused() -> None:
    with pytest.raises(AeroTwinError, match='compares numbers, but got "a" and "1"'):
        compare("a", "LESS_THAN", "1")
