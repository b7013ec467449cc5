import sys
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks import packages
from aerotwin.runtime.notebooks.packages import missing, pip


@pytest.fixture(autouse=True)
def without_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AEROTWIN_ALLOW_PIP", raising=False)


@pytest.mark.parametrize(
    ("words", "want"),
    [
        (["pandas", "numpy>=1"], []),
        (["-q", "--upgrade", "pyspark==3.5.0", "databricks-connect"], []),
        (["pandas", "no-such-package"], ["no-such-package"]),
        (["-U", "pandas"], ["-U", "pandas"]),
        (
            ["pandas<0.1", "--index-url", "https://x/simple"],
            ["--index-url", "https://x/simple", "pandas<0.1"],
        ),
        (["./dist/own.whl"], ["./dist/own.whl"]),
    ],
)
def test_only_what_is_missing_is_left_to_install(words: list[str], want: list[str], tmp_path: Path) -> None:
    assert missing(words, tmp_path) == want


def test_requirements_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("pandas\n# a comment\nno-such-package==1  # why\n")
    assert missing(["-r", "requirements.txt"], tmp_path) == ["no-such-package==1"]


def test_what_is_here_needs_no_consent_and_what_is_not_does(tmp_path: Path, capsys) -> None:
    pip("install pandas", tmp_path)
    assert "already satisfied" in capsys.readouterr().out
    with pytest.raises(AeroTwinError, match="run the job with --allow-pip"):
        pip("install no-such-package", tmp_path)


def test_pip_among_a_tasks_packages_is_not_this_interpreters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "task" / "pip").mkdir(parents=True)
    (tmp_path / "task" / "pip" / "__init__.py").touch()
    commands: list[list[str]] = []
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "task"), *sys.path])
    monkeypatch.setattr(packages.sysconfig, "get_path", lambda _name: str(tmp_path / "nothing"))
    monkeypatch.setattr(packages, "_run", lambda command, _directory: commands.append(command) or "")
    pip("list", tmp_path)
    assert commands[-1][0] == str(tmp_path / "envs" / "build" / "bin" / "python")
