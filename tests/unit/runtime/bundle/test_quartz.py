import pytest

from aerotwin.runtime.bundle.quartz import complaint


# The examples of Quartz's own tutorial, and what people write by mistake.
@pytest.mark.parametrize(
    "expression",
    [
        "0 0 12 * * ?", "0 15 10 ? * *", "0 15 10 * * ? 2005", "0 0/5 14,18 * * ?", "0 0-5 14 * * ?",
        "0 10,44 14 ? 3 WED", "0 15 10 ? * MON-FRI", "0 15 10 L * ?", "0 15 10 L-2 * ?", "0 15 10 ? * 6L",
        "0 15 10 ? * 6#3", "0 0 12 1/5 * ?", "0 11 11 11 11 ?", "0 0 0 15W jan ?", "44 37 8 * * ?",
    ],
)  # fmt: skip
def test_what_quartz_takes(expression: str) -> None:
    assert complaint(expression) is None


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        ("0 12 * * *", "Unix cron has no seconds"),
        ("0 0 12 * * *", "exactly one of day of month and day of week must be ?"),
        ("0 0 12 ? * ?", "exactly one"),
        ("60 0 12 * * ?", "seconds is"),
        ("0 0 24 * * ?", "hours is"),
        ("0 0 12 ? * 0", "day of week is"),
        ("0 0 12 * 13 ?", "month is"),
        ("0 0 12 * FEBR ?", "JAN-DEC"),
        ("0 0/0 12 * * ?", "minutes is"),
        ("", "has 0 fields"),
    ],
)
def test_what_quartz_refuses(expression: str, part: str) -> None:
    found = complaint(expression)
    assert found is not None
    assert part in found
