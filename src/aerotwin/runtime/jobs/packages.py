"""The Python environment of a task: ours, with what the task asks for in front where it differs."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.build import build, built, run
from aerotwin.runtime.jobs.model import Attempt
from aerotwin.runtime.jobs.requirements import (
    editable,
    expand,
    of_project,
    provided,
    satisfied,
    source_of,
)
from aerotwin.runtime.jobs.wheels import fingerprint, matching, missing, portable, unpack, uploaded
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.notebooks.behind import put_behind
from aerotwin.runtime.notebooks.unfit import unfit

READY = ".ready"
# What `aerotwin.runtime.notebooks` puts in front of its packages.
VARIABLE = "AEROTWIN_PYTHONPATH"
WORKSPACE = "/Workspace/"
# Packages by the names that they are imported by, of which a task's environment must not have its own.
OURS = ("pyspark", "delta", "dlt")


@dataclass(frozen=True)
class Prepared:
    """An interpreter and the directories in front of its packages."""

    python: str
    paths: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """Variables for a process that is to find the packages; none where ours are all."""
        joined = os.pathsep.join(self.paths)
        return {"PYTHONPATH": joined, VARIABLE: joined} if joined else {}


class Packages:
    """The environments of one run's tasks. Thread-safe; environments are kept for later runs."""

    def __init__(self, bundle: Bundle, home: Home) -> None:
        self.bundle = bundle
        self.home = home
        self._lock = threading.Lock()
        self._built = False

    def prepare(self, attempt: Attempt) -> Prepared:
        """What an attempt runs in. Builds the bundle's artifacts if a wheel is asked for.

        Wheels are unpacked where ours satisfies all else; else pip makes an environment, with our packages
        behind it, so that a task finds Spark and whatever its own requirements do not replace. Raises
        AeroTwinError with the end of the tool's output if building or installing fails.
        """
        if not attempt.requirements:
            return Prepared(sys.executable)
        root = self.bundle.root
        log = attempt.directory / f"attempt-{attempt.number}.install.log"
        lines = [self._local(line) for line in expand(attempt.requirements, root)]
        projects = [one for line in lines if (one := editable(line, root))]
        lines += [line for project in projects for line in expand(of_project(project), project)]
        with self._lock:
            asked = [line for line in lines if line.endswith(".whl")]
            if asked and not self._built:
                build(self.bundle, lambda: _pip(self.home, log, attempt.cancel), log, attempt.cancel)
                self._built = True
            own = built(self.bundle) if asked else []
            wheels = [file for line in asked for file in uploaded(line, own) or matching(line)]
            others = [
                line
                for line in lines
                if line not in asked and not editable(line, root) and not provided(line)
            ]
            to_install = [line for line in others if not satisfied(line)] + missing(wheels)
            in_place = tuple(str(source_of(project)) for project in projects)
            if not to_install and all(map(portable, wheels)):
                unpacked = (str(self._unpacked(wheels)),) if wheels else ()
                return Prepared(sys.executable, (*in_place, *unpacked))
            python, site = self._installed(wheels, to_install, log, attempt.cancel)
            return Prepared(str(python), (*in_place, str(site)))

    def _local(self, line: str) -> str:
        """A requirement with a file of a volume or of the workspace as the local one."""
        in_workspace = line.startswith(WORKSPACE) and not line.startswith(f"{self.bundle.root}/")
        inside = self.home.path / "workspace" / line.removeprefix(WORKSPACE)
        return str(inside) if in_workspace else self.home.local(line)

    def _unpacked(self, wheels: Sequence[Path]) -> Path:
        directory = self.home.path / "envs" / _digest(wheels, [])
        with file_lock(directory.with_suffix(".lock")):
            if not (directory / READY).is_file():
                shutil.rmtree(directory, ignore_errors=True)
                unpack(wheels, directory)
                (directory / READY).touch()
        return directory

    def _installed(
        self, wheels: Sequence[Path], lines: Sequence[str], log: Path, cancel: threading.Event
    ) -> tuple[Path, Path]:
        directory = self.home.path / "envs" / _digest(wheels, lines)
        python = directory / "bin" / "python"
        with file_lock(directory.with_suffix(".lock")):
            if not (directory / READY).is_file():
                shutil.rmtree(directory, ignore_errors=True)
                _venv(directory, log, cancel)
                site = _site(directory)
                put_behind(site)
                pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
                what = "installation of the task's packages"
                if lines:
                    wanted = directory / "requirements.txt"
                    wanted.write_text("".join(f"{line}\n" for line in lines))
                    run(what, [*pip, "-r", str(wanted)], self.bundle.root, log, cancel)
                if wheels:
                    own = [*pip, "--no-deps", "--ignore-requires-python", *map(str, wheels)]
                    run(what, own, self.bundle.root, log, cancel)
                for name, needed in unfit(site).items():
                    what = f"removal of {name}, of which {needed} is needed here,"
                    run(
                        what,
                        [str(python), "-m", "pip", "uninstall", "-y", name],
                        self.bundle.root,
                        log,
                        cancel,
                    )
                for name in OURS:
                    shutil.rmtree(site / name, ignore_errors=True)
                (directory / READY).touch()
        return python, _site(directory)


def _site(directory: Path) -> Path:
    return next((directory / "lib").glob("python*/site-packages"))


def _digest(wheels: Sequence[Path], lines: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{sys.version}{sys.prefix}".encode())
    for line in [*lines, *(fingerprint(wheel) for wheel in wheels)]:
        digest.update(line.encode())
    return digest.hexdigest()[:16]


def _pip(home: Home, log: Path, cancel: threading.Event) -> Path:
    return _venv(home.path / "envs" / "build", log, cancel)


def _venv(directory: Path, log: Path, cancel: threading.Event) -> Path:
    python = directory / "bin" / "python"
    if not python.is_file():
        command = [sys.executable, "-m", "venv", str(directory)]
        run("making of an environment", command, Path.cwd(), log, cancel)
    return python
