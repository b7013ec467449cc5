from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from aerotwin.runtime.notebooks.behind import join_shared, put_behind

SHARED = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n'


def package(place: Path, name: str, text: str = "") -> None:
    (place / name).mkdir(parents=True, exist_ok=True)
    (place / name / "__init__.py").write_text(text)


def test_an_environments_pth_finds_what_only_we_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, project = tmp_path / "site-packages", tmp_path / "project"
    package(ours, "shared_by_two", SHARED)
    package(ours / "shared_by_two", "ours_only")
    package(ours, "both", "whose = 'ours'\n")
    package(project, "both", "whose = 'theirs'\n")
    venv.create(tmp_path / "env", with_pip=False)
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    (site / "shared_by_two" / "theirs").mkdir(parents=True)
    (site / "shared_by_two" / "theirs" / "__init__.py").write_text("import shared_by_two.ours_only\n")
    (site / "imports.pth").write_text("import shared_by_two.theirs\n")
    (site / "project.pth").write_text(f"{project}\n")
    monkeypatch.setattr(sys, "path", [str(ours)])
    put_behind(site)
    asked = "import both, shared_by_two.ours_only, shared_by_two.theirs; print(both.whose)"
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "python", "-c", asked], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("theirs\n", "")


def test_a_shared_package_finds_later_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path / "here", "shared_name", SHARED)
    package(tmp_path / "here", "own_name")
    for name in ("shared_name", "own_name"):
        package(tmp_path / "later" / name, "part")
    monkeypatch.syspath_prepend(str(tmp_path / "here"))
    import own_name
    import shared_name

    for _ in range(2):
        join_shared(tmp_path / "later")
    assert list(shared_name.__path__) == [str(tmp_path / d / "shared_name") for d in ("here", "later")]
    assert list(own_name.__path__) == [str(tmp_path / "here" / "own_name")]
    for name in ("shared_name", "own_name"):
        del sys.modules[name]
