from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.ui.lake import Lake, SparkStartingError


def settled(lake: Lake) -> str:
    deadline = time.monotonic() + 10
    while lake.state == "starting" and time.monotonic() < deadline:
        time.sleep(0.005)
    return lake.state


def test_the_first_request_starts_spark_and_later_ones_wait_for_it() -> None:
    allowed = threading.Event()
    attached: list[object] = []

    def attach() -> Any:
        allowed.wait(10)
        attached.append(object())
        return attached[-1]

    lake = Lake(attach, lambda: True)
    assert lake.state == "cold"
    for _ in range(3):
        with pytest.raises(SparkStartingError):
            lake.session()
    assert lake.state == "starting"
    allowed.set()
    assert settled(lake) == "ready"
    assert lake.session() is lake.session() is attached[0]
    assert len(attached) == 1


def test_a_server_that_is_gone_is_joined_anew() -> None:
    alive = [True]
    sessions = iter(["first", "second"])
    lake = Lake(lambda: next(sessions), lambda: alive[0])  # type: ignore[arg-type, return-value]
    lake.start()
    assert settled(lake) == "ready"
    assert lake.session() == "first"
    alive[0] = False
    assert lake.state == "cold"
    with pytest.raises(SparkStartingError):
        lake.session()
    alive[0] = True
    settled(lake)
    assert lake.session() == "second"


def test_why_spark_did_not_start_is_told_once_and_the_next_request_tries_again() -> None:
    def attach() -> Any:
        raise ValueError("no Java")

    lake = Lake(attach, lambda: True)
    lake.start()
    assert settled(lake) == "failed"
    with pytest.raises(AeroTwinError, match="no Java"):
        lake.session()
    with pytest.raises(SparkStartingError):
        lake.session()
