from __future__ import annotations

from types import SimpleNamespace

import pytest

from aerotwin.runtime.autoloader.sql import _value


class Asked:
    """A session that notes what it is asked to evaluate."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def sql(self, text: str) -> SimpleNamespace:
        self.texts.append(text)
        return SimpleNamespace(collect=lambda: [("answer",)])


@pytest.mark.parametrize(
    ("text", "value"), [("'it''s'", "it's"), ('"a"', "a"), ("TRUE", "TRUE"), ("-1.5", "-1.5"), ("''", "")]
)
def test_plain_literals_are_read_here(text: str, value: str) -> None:
    spark = Asked()
    assert (_value(spark, text), spark.texts) == (value, [])


@pytest.mark.parametrize("text", [r"'\t'", "current_catalog() || '/x'", "map('a', 'b')"])
def test_escapes_and_expressions_are_left_to_spark(text: str) -> None:
    spark = Asked()
    assert (_value(spark, text), spark.texts) == ("answer", [f"SELECT {text}"])
