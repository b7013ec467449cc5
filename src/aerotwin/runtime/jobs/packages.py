"""Environments for Python tasks: wheels of the bundle built and installed, with our packages behind them."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.model import Attempt, Job, Task
from aerotwin.runtime.jobs.process import spawn, tail, watch
from aerotwin.runtime.locks import file_lock

BUILD_SECONDS = 600
READY = ".ready"
# The kinds of library that pip can install.
INSTALLABLE = ("whl", "pypi", "requirements")


def requirements_of(task: Task, job: Job) -> tuple[str, ...]:
    """What a task's environment and libraries ask for, as lines of a requirements file.

    Raises AeroTwinError for an environment that the job does not declare or a library of another kind.
    """
    lines: list[str] = []
    if task.environment_key is not None:
        if task.environment_key not in job.environments:
            valid = ", ".join(job.environments) or "none"
            raise AeroTwinError(f'unknown environment_key "{task.environment_key}"; the job\'s: {valid}.')
        lines += job.environments[task.environment_key]
    for library in task.libraries:
        kind = next(iter(library), "")
        if kind not in INSTALLABLE:
            raise AeroTwinError(
                f"task {task.key}: a {kind} library is not installable locally; installable: "
                f"{', '.join(INSTALLABLE)}."
            )
        lines.append(_line(kind, library[kind]))
    return tuple(lines)


def _line(kind: str, value: Any) -> str:
    if kind == "pypi":
        index = f" --index-url {value['repo']}" if value.get("repo") else ""
        return f"{value['package']}{index}"
    return f"-r {value}" if kind == "requirements" else str(value)


class Packages:
    """The environments of one run's tasks. Thread-safe; environments are kept for later runs."""

    def __init__(self, bundle: Bundle, home: Home) -> None:
        self.bundle = bundle
        self.home = home
        self._lock = threading.Lock()
        self._built = False

    def python(self, attempt: Attempt) -> str:
        """The interpreter for an attempt: ours if it has all that is asked for, else that of an environment.

        That one is made of what is asked for, with our packages behind it, so that a task finds Spark and
        whatever its own requirements do not replace. Builds the bundle's artifacts if a wheel is among them.
        Raises AeroTwinError with the end of the tool's output if building or installing fails.
        """
        lines = [self.home.local(line) for line in attempt.requirements]
        log = attempt.directory / f"attempt-{attempt.number}.install.log"
        with self._lock:
            if any(line.endswith(".whl") for line in lines) and not self._built:
                self._build(log, attempt.cancel)
                self._built = True
            lines = [one for line in lines for one in _wheels(line)]
            if all(map(installed, lines)):
                return sys.executable
            return str(self._environment(lines, log, attempt.cancel))

    def _build(self, log: Path, cancel: threading.Event) -> None:
        node = self.bundle.tree.get("artifacts")
        artifacts = node.plain() if node is not None and node.is_map else {}
        if not artifacts and (self.bundle.root / "setup.py").is_file():
            # The CLI builds a wheel that a task asks for from a setup.py without being told to.
            artifacts = {"setup.py": {}}
        for name, artifact in artifacts.items():
            if artifact.get("type", "whl") != "whl":
                continue
            directory = self.bundle.root / str(artifact.get("path") or ".")
            if artifact.get("build"):
                _run(f"build of artifact {name}", str(artifact["build"]), directory, log, cancel)
            else:
                pip = [str(_venv(self.home.path / "envs" / "build", log, cancel)), "-m", "pip", "wheel"]
                _run(
                    f"build of artifact {name}",
                    [*pip, "--no-deps", "-w", "dist", "."],
                    directory,
                    log,
                    cancel,
                )

    def _environment(self, lines: list[str], log: Path, cancel: threading.Event) -> Path:
        directory = self.home.path / "envs" / _digest(lines)
        with file_lock(directory.with_suffix(".lock")):
            python = directory / "bin" / "python"
            if (directory / READY).is_file():
                return python
            shutil.rmtree(directory, ignore_errors=True)
            _venv(directory, log, cancel)
            site = next((directory / "lib").glob("python*/site-packages"))
            # Behind the environment's own packages, with whatever those of ours link to in turn.
            ours = [path for path in sys.path if Path(path).name == "site-packages"]
            added = "; ".join(f"site.addsitedir({path!r})" for path in ours)
            (site / "zz_aerotwin.pth").write_text(f"import site; {added}\n")
            wanted = directory / "requirements.txt"
            wanted.write_text("".join(f"{line}\n" for line in lines))
            command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
            _run(
                "installation of the task's packages",
                [*command, "-r", str(wanted)],
                self.bundle.root,
                log,
                cancel,
            )
            (directory / READY).touch()
        return python


def installed(line: str) -> bool:
    """Whether this environment has what a plain requirement asks for."""
    try:
        wanted = Requirement(line)
        found = metadata.version(wanted.name)
    except (InvalidRequirement, metadata.PackageNotFoundError):
        return False
    return not wanted.extras and not wanted.url and wanted.specifier.contains(found, prereleases=True)


def _wheels(line: str) -> list[str]:
    """A wheel's path with its pattern resolved: of several that match, the last built of each package."""
    if not line.endswith(".whl"):
        return [line]
    latest: dict[str, str] = {}
    for file in sorted(_matching(line), key=lambda one: one.stat().st_mtime):
        latest[file.name.split("-")[0]] = str(file)
    if not latest:
        raise AeroTwinError(f"There is no wheel {line}: does the bundle's `artifacts` section build it?")
    return list(latest.values())


def _matching(pattern: str) -> list[Path]:
    path = Path(pattern)
    return list(path.parent.glob(path.name))


def _digest(lines: list[str]) -> str:
    digest = hashlib.sha256(f"{sys.version}{sys.prefix}".encode())
    for line in lines:
        digest.update(line.encode())
        if line.endswith(".whl"):
            # By content: the times in a wheel that was built again must not make it another one.
            with zipfile.ZipFile(line) as wheel:
                found = sorted((one.filename, one.CRC) for one in wheel.infolist())
            digest.update(repr(found).encode())
    return digest.hexdigest()[:16]


def _venv(directory: Path, log: Path, cancel: threading.Event) -> Path:
    python = directory / "bin" / "python"
    if not python.is_file():
        _run(
            "making of an environment",
            [sys.executable, "-m", "venv", str(directory)],
            Path.cwd(),
            log,
            cancel,
        )
    return python


def _run(what: str, command: str | list[str], directory: Path, log: Path, cancel: threading.Event) -> None:
    # `python` in a build command is this one, as if its environment were active.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    words = ["/bin/sh", "-c", command] if isinstance(command, str) else command
    try:
        process = spawn(words, {**os.environ, "PATH": path}, directory, log)
    except OSError as error:
        raise AeroTwinError(f"{what} failed: {error}") from None
    # Without SPARK_REMOTE: nothing on the server is to be interrupted.
    code = watch(process, {}, BUILD_SECONDS, cancel)
    if code:
        raise AeroTwinError(f"{what} failed with status {code}:\n{tail(log)}\nWhole output: {log}")
