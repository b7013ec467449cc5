import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from aerotwin.runtime.notebooks.after_import import after_import


def test_a_module_is_changed_whenever_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    changed: list[str] = []

    def change(module: ModuleType) -> None:
        changed.append(module.__name__)

    before = len(sys.meta_path)
    after_import("soon_there", change)
    # Asked for before it is installed, and again before it is imported.
    assert importlib.util.find_spec("soon_there") is None
    (tmp_path / "soon_there.py").write_text("")
    importlib.invalidate_caches()
    assert importlib.util.find_spec("soon_there") is not None
    assert changed == []
    importlib.import_module("soon_there")
    assert changed == ["soon_there"]
    assert len(sys.meta_path) == before
