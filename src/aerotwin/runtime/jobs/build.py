"""Build the wheels that a bundle's `artifacts` section describes."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.jobs.process import spawn, tail, watch

SECONDS = 600
# The first that makes wheels by itself.
SETUPTOOLS = "setuptools>=70.1"
# Commands that build a project's wheel; without their tool pip does it, by the project's own build backend.
BUILDS = re.compile(
    r"\s*(?:(uv|poetry|hatch|pdm|flit|rye) build|pip3? wheel"
    r"|python3? (?:-m build|-m pip wheel|setup\.py bdist_wheel))(?:\s[^;&|]*)?"
)
# What pip cannot do in their place: the packages of a workspace, another directory.
BY_UV = re.compile(r"\s*uv build\b.*\s--(?:all-packages|all|package|directory|project|out-dir)\b")
NO_NETWORK = ("Temporary failure in name resolution", "Connection refused", "Network is unreachable",
              "No matching distribution found", "Max retries exceeded", "ConnectionError")  # fmt: skip


def build(bundle: Bundle, pip: Callable[[], Path], log: Path, cancel: threading.Event) -> None:
    """Build every wheel of the bundle; `pip` makes an interpreter that has pip, if need be.

    Raises AeroTwinError with the end of the tool's output if one fails.
    """
    for name, directory, settings in _artifacts(bundle):
        if not directory.is_dir():
            raise AeroTwinError(f"artifact {name}: there is no directory {directory}.")
        command = settings.get("build")
        what = f"build of artifact {name}"
        if command and not replaceable(str(command)):
            run(what, str(command), directory, log, cancel)
        elif command and BY_UV.match(str(command)):
            _by_uv(what, str(command), directory, pip(), log, cancel)
        else:
            _by_pip(what, directory, pip, log, cancel)
    if bundle.tree.get("artifacts") is None and (bundle.root / "setup.py").is_file():
        # The CLI builds a wheel that a task asks for from a setup.py without being told to.
        _by_pip("build of setup.py", bundle.root, pip, log, cancel)


def built(bundle: Bundle) -> list[Path]:
    """The wheels in the artifacts' `dist`, and where their `files` say."""
    patterns = [bundle.root / "dist" / "*.whl"]
    for _, directory, settings in _artifacts(bundle):
        patterns.append(directory / "dist" / "*.whl")
        patterns += [directory / str(file.get("source")) for file in settings.get("files") or []]
    return [file for pattern in dict.fromkeys(patterns) for file in pattern.parent.glob(pattern.name)]


def _artifacts(bundle: Bundle) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Name, directory and settings of every artifact that is a wheel."""
    node = bundle.tree.get("artifacts")
    for name, artifact in node.items() if node is not None else ():
        settings = artifact.plain() or {}
        if settings.get("type", "whl") != "whl":
            continue
        path = artifact.get("path")
        above = (bundle.root / path.at.file).parent if path is not None else bundle.root
        yield name, above / str(settings.get("path") or "."), settings


def _by_pip(what: str, directory: Path, pip: Callable[[], Path], log: Path, cancel: threading.Event) -> None:
    python = str(pip())
    if _is_by_setup(directory):
        # As the CLI does. pip asks for the version twice, and one with the time in it differs.
        install = [python, "-m", "pip", "install", "--disable-pip-version-check", SETUPTOOLS]
        run(f"installation of setuptools for the {what}", install, directory, log, cancel)
        words = [python, "setup.py", "bdist_wheel"]
    else:
        # The Python of this machine is the one there is, whatever a project asks for.
        words = [python, "-m", "pip", "wheel", "--no-deps", "--ignore-requires-python", "-w", "dist", "."]
    run(what, words, directory, log, cancel)


def _by_uv(
    what: str, command: str, directory: Path, python: Path, log: Path, cancel: threading.Event
) -> None:
    install = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "uv"]
    run(f"installation of uv for the {what}", install, directory, log, cancel)
    # The Python of this machine is the one there is, whatever a project asks for.
    ours = {"UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never"}
    run(what, f'PATH="{python.parent}:$PATH"; {command}', directory, log, cancel, ours)


def _is_by_setup(directory: Path) -> bool:
    """Whether setup.py is all that says how a project is built."""
    project = directory / "pyproject.toml"
    return (directory / "setup.py").is_file() and not (
        project.is_file() and re.search(r"^\[build-system\]", project.read_text(), re.MULTILINE)
    )


def replaceable(command: str) -> bool:
    """Whether a command only builds a wheel, with a tool that is not installed."""
    found = BUILDS.fullmatch(command)
    if not found:
        return False
    # Python is there, but it need not have the modules `build`, `pip` and `setuptools`.
    return found.group(1) is None or shutil.which(found.group(1), path=search_path()) is None


def search_path() -> str:
    """PATH for a bundle's commands: `python` in them is this one, as if its environment were active."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def run(
    what: str,
    command: str | list[str],
    directory: Path,
    log: Path,
    cancel: threading.Event,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a command to its end. Raises AeroTwinError with the end of its output if it fails."""
    words = ["/bin/sh", "-c", command] if isinstance(command, str) else command
    try:
        process = spawn(words, {**os.environ, "PATH": search_path(), **(environment or {})}, directory, log)
    except OSError as error:
        raise AeroTwinError(f"{what} failed: {error}") from None
    # Without SPARK_REMOTE: nothing on the server is to be interrupted.
    code = watch(process, {}, SECONDS, cancel)
    if code:
        end = tail(log)
        hint = "\nIt needs a package index: with a network, or a mirror that PIP_INDEX_URL names."
        offline = any(one in end for one in NO_NETWORK)
        raise AeroTwinError(
            f"{what} failed with status {code}:\n{end}{hint if offline else ''}\nWhole output: {log}"
        )
