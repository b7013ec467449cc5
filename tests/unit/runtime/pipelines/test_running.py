from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout
from aerotwin.runtime.pipelines.running import left, running
from aerotwin.runtime.spark.server import ServerInfo, to_json


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose server is this very process."""
    made = Home(tmp_path).create()
    _serve(made, psutil.Process().create_time())
    return made


def _serve(home: Home, created: float) -> None:
    home.server_file.write_text(to_json(ServerInfo(os.getpid(), created, 0, 1, "token", 0.0, 30.0)))


def test_a_run_is_told_of_while_it_is_on(home: Home) -> None:
    with running(home, "sales"):
        assert left(home) == {"sales"}
    assert left(home) == set()


def test_a_failed_run_has_ended(home: Home) -> None:
    with pytest.raises(AeroTwinError), running(home, "sales"):
        raise AeroTwinError("bad")
    assert left(home) == set()


@pytest.mark.parametrize("cause", [TaskCancelled, TaskTimeout, KeyboardInterrupt])
def test_an_abandoned_run_is_left_until_its_server_has_gone(home: Home, cause: type[BaseException]) -> None:
    with pytest.raises(cause), running(home, "sales"):
        raise cause("stop")
    assert left(home) == {"sales"}
    home.server_file.unlink()
    assert left(home) == set()
    _serve(home, psutil.Process().create_time())
    assert left(home) == set()
