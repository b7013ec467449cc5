# ruff: noqa: E501
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs import build
from aerotwin.runtime.jobs.wheels import matching


@pytest.mark.parametrize(
    "command",
    ["poetry build", "uv build --wheel", "hatch build -t wheel", "python -m build --wheel",
     "python3 setup.py bdist_wheel", "pip wheel . -w dist --no-deps"],
)  # fmt: skip
def test_commands_that_only_build_a_wheel_do_not_need_their_tool(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "search_path", lambda: "/nowhere")
    assert build.replaceable(command)


@pytest.mark.parametrize(
    "command", ["python build.py", "make wheel", "poetry build && cp dist/*.whl out", "poetry lock"]
)
def test_other_commands_run_as_they_are(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "search_path", lambda: "/nowhere")
    assert not build.replaceable(command)


@pytest.mark.parametrize(
    ("command", "is_by_uv"),
    [("uv build --all-packages --wheel --out-dir ../dist", True), ("uv build --package core", True),
     ("uv build --wheel", False), ("uv sync --all-packages", False)],
)  # fmt: skip
def test_what_pip_cannot_build_in_uvs_place_is_built_by_uv(command: str, is_by_uv: bool) -> None:
    assert bool(build.BY_UV.match(command)) is is_by_uv


def test_uv_builds_the_packages_of_a_workspace_with_the_python_that_is_here(
    harness: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in {"uv": 'echo "$UV_PYTHON $@" > built', "python": 'echo "$@" > installed'}.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    monkeypatch.setattr(build, "search_path", lambda: "/usr/bin:/bin")
    text = "artifacts: {all: {type: whl, build: uv build --all-packages}}\n"
    bundle = harness.bundle("j: {tasks: []}", text)
    build.build(bundle, lambda: tools / "python", tmp_path / "log", threading.Event())
    assert (bundle.root / "installed").read_text().split()[-1] == "uv"
    assert (bundle.root / "built").read_text().split() == [sys.executable, "build", "--all-packages"]


def test_a_tool_that_is_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "poetry"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setattr(build, "search_path", lambda: str(tmp_path))
    assert not build.replaceable("poetry build")


def test_a_failure_for_want_of_a_network_says_what_helps(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "raise SystemExit('No matching distribution found for x')"]
    with pytest.raises(AeroTwinError, match="PIP_INDEX_URL"):
        build.run("installation", words, tmp_path, tmp_path / "log", threading.Event())


def test_artifacts_lie_where_their_file_says(harness: Any, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "lib").mkdir()
    text = "artifacts: {lib: {type: whl, path: lib, build: pwd > here}}\n"
    (tmp_path / "more" / "a.yml").write_text(text)
    bundle = harness.bundle("j: {tasks: []}", "include: [more/*.yml]\n")
    build.build(bundle, Path, tmp_path / "log", threading.Event())
    assert (tmp_path / "more" / "lib" / "here").read_text().strip() == str(tmp_path / "more" / "lib")


@pytest.mark.parametrize(
    ("project", "asked"),
    [
        (None, ["-m pip install --disable-pip-version-check setuptools>=70.1", "setup.py bdist_wheel"]),
        ("[tool.black]\n", ["-m pip install --disable-pip-version-check setuptools>=70.1", "setup.py bdist_wheel"]),
        ("[build-system]\nrequires = []\n", ["-m pip wheel --no-deps --ignore-requires-python -w dist ."]),
    ],
)  # fmt: skip
def test_a_setup_py_alone_is_run_as_the_cli_does(
    harness: Any, tmp_path: Path, project: str | None, asked: list[str]
) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    python.chmod(0o755)
    (tmp_path / "setup.py").touch()
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(project)
    bundle = harness.bundle("j: {tasks: []}", "artifacts: {lib: {type: whl, path: .}}\n")
    build.build(bundle, lambda: python, tmp_path / "log", threading.Event())
    assert (tmp_path / "asked").read_text().splitlines() == asked


def test_of_several_builds_of_a_package_the_last_counts(tmp_path: Path) -> None:
    for age, name in enumerate(
        ["my_lib-2-py3-none-any.whl", "My.Lib-1-py3-none-any.whl", "other-1-py3-none-any.whl"]
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000 - age, 1_000 - age))
    found = {file.name for file in matching(f"{tmp_path}/*.whl")}
    assert found == {"my_lib-2-py3-none-any.whl", "other-1-py3-none-any.whl"}
