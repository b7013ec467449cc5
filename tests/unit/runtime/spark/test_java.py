from __future__ import annotations

from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.spark import java


def fake_java(directory: Path, release: str) -> Path:
    (directory / "bin").mkdir(parents=True)
    executable = directory / "bin" / "java"
    executable.touch()
    (directory / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{release}"\n')
    return executable


@pytest.mark.parametrize(
    ("release", "feature"), [("17.0.15", 17), ("1.8.0_402", 8), ("21", 21), ("11.0.2", 11)]
)
def test_version_of_a_java_home(tmp_path: Path, release: str, feature: int) -> None:
    assert java.version(fake_java(tmp_path, release)) == feature


def test_java_home_wins_when_it_is_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = fake_java(tmp_path / "new", "21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "new"))
    assert java.find_java() == wanted


def test_an_old_java_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(tmp_path / "old", "11.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(java.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(AeroTwinError, match="Spark needs Java 17 or newer"):
        java.find_java()
