from __future__ import annotations

import pytest

from aerotwin.runtime.spark.address import address

TOKEN = {"SPARK_CONNECT_AUTHENTICATE_TOKEN": "t"}
SESSION = {"AEROTWIN_SPARK_SESSION": "s"}


@pytest.mark.parametrize(
    ("remote", "extra", "expected"),
    [
        ("sc://localhost:1", {}, "sc://localhost:1"),
        ("sc://localhost:1", TOKEN, "sc://localhost:1/;token=t"),
        ("sc://localhost:1", {**TOKEN, **SESSION}, "sc://localhost:1/;token=t;session_id=s"),
        ("sc://host:1/;token=own", {**TOKEN, **SESSION}, "sc://host:1/;token=own;session_id=s"),
        ("sc://host:1/;session_id=own", SESSION, "sc://host:1/;session_id=own"),
    ],
)
def test_token_and_session_are_added_once(remote: str, extra: dict[str, str], expected: str) -> None:
    assert address({"SPARK_REMOTE": remote, **extra}) == expected
