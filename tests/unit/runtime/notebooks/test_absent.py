import importlib
import sys

import pytest

from aerotwin.runtime.notebooks import absent


def test_parts_of_a_workspace_say_so_on_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    absent.install()
    absent.install()
    for name in absent.ABSENT:
        with pytest.raises(ModuleNotFoundError, match=f"{name} is not runnable locally: "):
            importlib.import_module(name)
    with pytest.raises(ModuleNotFoundError, match="No module named 'databricks.nothing'"):
        importlib.import_module("databricks.nothing")
