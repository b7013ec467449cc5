"""Notebook tasks, up to the kernel; tests/lakehouse runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.executors.notebook import locate

NAMED = "/Workspace/Users/kim@example.com/shop/notebooks/load"


def test_a_notebook_of_a_workspace_is_the_homes_or_the_bundles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, home = tmp_path / "bundle", tmp_path / "home"
    monkeypatch.setenv("AEROTWIN_HOME", str(home))
    kept = home / "workspace/Users/kim@example.com/shop/notebooks"
    with pytest.raises(AeroTwinError, match=f"no notebook {NAMED} here.* into {re.escape(str(kept))},"):
        locate(NAMED, bundle)
    for file in (bundle / "notebooks/load.py", kept / "load.py"):
        file.parent.mkdir(parents=True)
        file.touch()
        assert locate(NAMED, bundle) == file
        assert locate(NAMED.removeprefix("/Workspace"), bundle) == file
        assert locate(str(file.with_suffix("")), bundle) == file
