"""USE statements of Python source files; tests/lakehouse/runtime/pipelines/test_uses.py runs them."""

from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.names import Names
from aerotwin.runtime.pipelines.uses import after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USE CATALOG other", Names("other", "s")),
        ("use schema `silver zone`", Names("c", "silver zone")),
        (" USE DATABASE silver;\n", Names("c", "silver")),
        ("USE silver", Names("c", "silver")),
        ("USE SCHEMA other.silver", Names("other", "silver")),
        ("USE SCHEMA IDENTIFIER(:s)", Names("c", "s")),
        ("SELECT 1", Names("c", "s")),
    ],
)
def test_what_names_mean_after_a_statement(text: str, expected: Names) -> None:
    assert after(text, Names("c", "s")) == expected
