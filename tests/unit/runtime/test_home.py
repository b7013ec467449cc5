from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import find_bundle_root


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AEROTWIN_BUNDLE_ROOT", raising=False)


@pytest.mark.parametrize("name", ["databricks.yml", "databricks.yaml", "bundle.yml"])
def test_the_nearest_bundle_upward(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "outer" / "inner" / "src"
    inner.mkdir(parents=True)
    (tmp_path / "outer" / "databricks.yml").touch()
    (tmp_path / "outer" / "inner" / name).touch()
    assert find_bundle_root(inner) == tmp_path / "outer" / "inner"


def test_outside_of_any_bundle_none_is_taken_instead(tmp_path: Path) -> None:
    with pytest.raises(AeroTwinError, match=f"{tmp_path} is not inside a bundle.*--bundle-dir"):
        find_bundle_root(tmp_path)


def test_the_variable_is_the_only_place_to_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "named"
    named.mkdir()
    monkeypatch.setenv("AEROTWIN_BUNDLE_ROOT", str(named))
    with pytest.raises(AeroTwinError, match="named is not inside a bundle"):
        find_bundle_root()
    (named / "databricks.yml").touch()
    assert find_bundle_root() == named
