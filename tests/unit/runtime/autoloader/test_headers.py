"""The columns of CSV headers."""

from __future__ import annotations

import pytest

from aerotwin.runtime.autoloader.headers import agree, columns


@pytest.mark.parametrize(
    ("line", "separator", "names"),
    [
        ("id,at\r\n", ",", ["id", "at"]),
        ('"id";"a;b"\n', ";", ["id", "a;b"]),
        ("id,,\n", ",", ["id", "_c1", "_c2"]),
        ("a,b,A\n", ",", ["a0", "b", "A2"]),
        ("a||b\n", "||", ["a", "b"]),
        ("\n", ",", []),
    ],
)
def test_columns_of_a_header(line: str, separator: str, names: list[str]) -> None:
    assert columns(line, separator) == names


def test_new_columns_stand_at_the_end() -> None:
    assert agree(["id", "At", "more"], ["ID", " at"])
    assert not agree(["at", "id"], ["id", "at"])
