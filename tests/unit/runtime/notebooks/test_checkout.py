"""Git folders of a workspace that are the bundle's own repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from aerotwin.runtime.dbutils.notebook import resolve
from aerotwin.runtime.notebooks.paths import local

KIM = "/Workspace/Users/kim@example.com"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose directory `etl` has the bundle, and a home outside of it."""
    root = tmp_path / "shop"
    for file in (".git/HEAD", "etl/databricks.yml", "etl/src/a.py", "src/a.py", "src/maps.json"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()
    monkeypatch.setenv("AEROTWIN_BUNDLE_ROOT", str(root / "etl"))
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path / "home"))
    return root


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{KIM}/shop/src/maps.json", "src/maps.json"),
        (f"{KIM}/any-name/src/maps.json", "src/maps.json"),
        (f"{KIM}/work/shop/src/", "etl/src"),  # the bundle's before the repository's
        ("/Workspace/Repos/kim@example.com/shop/src/maps.json", "src/maps.json"),
        ("/Workspace/Shared/shop/src/maps.json", "src/maps.json"),
        (f"file:{KIM}/shop/etl/src/a.py", "etl/src/a.py"),
    ],
)
def test_what_only_the_repository_has_is_taken_from_it(repository: Path, path: str, expected: str) -> None:
    assert local(path) == f"{repository}/{expected}"


@pytest.mark.parametrize(
    "path",
    [
        f"{KIM}/shop/src/none.json",
        f"{KIM}/shop/../../shop/src/maps.json",
        KIM,
        f"{KIM}/etl",
        "/Workspace/src/maps.json",
    ],
)
def test_other_paths_are_the_homes(repository: Path, path: str) -> None:
    assert local(path).startswith(f"{repository.parent}/home/workspace")


def test_a_file_of_the_home_comes_first(repository: Path) -> None:
    own = repository.parent / "home/workspace/Users/kim@example.com/shop/src/maps.json"
    own.parent.mkdir(parents=True)
    own.touch()
    assert local(f"{KIM}/shop/src/maps.json") == str(own)


def test_notebooks_have_no_extension_there(repository: Path) -> None:
    here = repository / "elsewhere"
    assert resolve(f"{KIM}/shop/src/a", here) == repository / "etl/src/a.py"
    assert resolve("/Repos/kim@example.com/shop/src/a", here) == repository / "etl/src/a.py"
    assert (
        resolve(f"{KIM}/shop/none", here)
        == repository.parent / "home/workspace/Users/kim@example.com/shop/none"
    )
    assert resolve("./a", here) == here / "a"
