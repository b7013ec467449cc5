from __future__ import annotations

import importlib.util
import sys
import zipfile
from pathlib import Path

import pytest

from aerotwin.runtime.notebooks import absent, preinstalled

NAME = "isodate"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without the package, and the one place where pip finds it."""
    if importlib.util.find_spec(NAME):
        pytest.skip(f"{NAME} is installed here")
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / f"{NAME}-9.9-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{NAME}.py", "answer = 42\n")
        wheel.writestr(
            f"{NAME}-9.9.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 9.9\n"
        )
        wheel.writestr(
            f"{NAME}-9.9.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{NAME}-9.9.dist-info/RECORD", "")
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.delenv("AEROTWIN_ALLOW_PIP", raising=False)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "path", [*sys.path])
    absent.install()
    return folder


def run(program: str, file: str = "/bundle/src/program.py") -> dict[str, object]:
    names: dict[str, object] = {}
    try:
        exec(compile(program, file, "exec"), names)  # noqa: S102 a program is what asks
    finally:
        sys.modules.pop(NAME, None)
    return names


@pytest.mark.usefixtures("index")
def test_without_consent_an_import_says_what_the_package_is_and_what_lets_it_in() -> None:
    with pytest.raises(
        ModuleNotFoundError, match=f"'{NAME}': it comes with Databricks' runtimes.*--allow-pip"
    ):
        run(f"import {NAME}")


@pytest.mark.usefixtures("index")
def test_with_consent_it_is_installed_once_for_all_programs_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AEROTWIN_ALLOW_PIP", "1")
    assert run(f"from {NAME} import answer")["answer"] == 42
    assert f"{NAME} comes with Databricks' runtimes: it is installed." in capsys.readouterr().err
    assert sys.path[-1].startswith(str(tmp_path / "home" / "envs" / preinstalled.DIRECTORY))
    monkeypatch.delenv("AEROTWIN_ALLOW_PIP")
    assert run(f"from {NAME} import answer")["answer"] == 42
    assert not capsys.readouterr().err


@pytest.mark.usefixtures("index")
def test_a_package_that_could_use_it_does_without_until_a_program_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEROTWIN_ALLOW_PIP", "1")
    package = "/env/lib/python3.11/site-packages/library/optional.py"
    with pytest.raises(ModuleNotFoundError, match=f"^No module named '{NAME}'$"):
        run(f"import {NAME}", package)
    run(f"import {NAME}")
    # As a model's flavor finds the library that trained it.
    assert run(f"from {NAME} import answer", package)["answer"] == 42


@pytest.mark.usefixtures("index")
def test_a_large_one_is_left_to_whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEROTWIN_ALLOW_PIP", "1")
    with pytest.raises(ModuleNotFoundError, match="`pip install deepspeed` into this environment"):
        run("import deepspeed")


@pytest.mark.usefixtures("index")
def test_what_no_runtime_has_is_an_ordinary_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEROTWIN_ALLOW_PIP", "1")
    with pytest.raises(ModuleNotFoundError, match="^No module named 'nobodys_package'$"):
        run("import nobodys_package")
