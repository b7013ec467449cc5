"""%pip: packages of one notebook, in a directory of its own in front of ours."""

from __future__ import annotations

import importlib
import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from importlib.machinery import PathFinder
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.notebooks.behind import join_shared, put_behind
from aerotwin.runtime.notebooks.consent import consent
from aerotwin.runtime.notebooks.restart import PACKAGES
from aerotwin.runtime.notebooks.unfit import unfit

SHOWN = ("list", "freeze", "show", "check", "--version", "-V", "help", "config")
# What an install may say without changing what it installs.
HARMLESS = frozenset({"-q", "-qq", "-qqq", "--quiet", "-v", "--disable-pip-version-check", "--no-input"})
# A newer version would do, and Databricks' own would stay too where the newest is there already.
UPGRADE = frozenset({"-U", "--upgrade"})


def pip(line: str, directory: Path) -> None:
    """Do what `%pip line` says; paths in it are relative to `directory`.

    What is here already is not installed again, and needs no consent. Raises AeroTwinError without consent,
    for another command than install, and with pip's own words if it fails.
    """
    words = [os.path.expandvars(word) for word in shlex.split(line, comments=True)]
    command, given = (words[0] if words else ""), words[1:]
    if command in SHOWN:
        print(_run([*_pip(), "--python", sys.executable, *words], directory))
        return
    if command == "uninstall":
        print("%pip uninstall: nothing is removed; packages of the environment stay for other notebooks.")
        return
    if command != "install":
        raise AeroTwinError(f"%pip {command} is not runnable locally; there are install, {', '.join(SHOWN)}.")
    wanted = missing(given, directory)
    if not wanted:
        print("Requirements already satisfied.")
        return
    consent("%pip", "--allow-pip")
    environment = _environment()
    told = _run(
        [*_pip(), "--python", str(interpreter(environment)), "install", "--no-input", *wanted], directory
    )
    print(told)
    for name, needed in unfit(_site(environment)).items():
        _run([*_pip(), "--python", str(interpreter(environment)), "uninstall", "-y", name], directory)
        print(f"{name}: {needed} is needed here, so that of this environment stays in use.")
    use(environment)
    print("If a package was imported before, %restart_python or dbutils.library.restartPython() renews it.")


def missing(words: list[str], directory: Path) -> list[str]:
    """The words of an install without the requirements that are here; none if nothing is left to do.

    Packages that are a part of Databricks' runtimes are left as they are. Raises AeroTwinError for a
    requirements file that is not there.
    """
    from aerotwin.runtime.jobs.requirements import expand, parsed, provided, satisfied

    lines = _lines(words)
    requirements = [text for line in lines for text in expand([line], directory)]
    options = [one for one in requirements if one.startswith("-")]
    plain = [one for one in requirements if not one.startswith("-") and not provided(one)]
    upgrading = UPGRADE & set(options)
    left = [one for one in plain if not satisfied(one) or (upgrading and parsed(one))]
    if not left and set(options) <= HARMLESS | UPGRADE:
        return []
    return [
        word for one in [*options, *left] for word in (shlex.split(one) if one.startswith("-") else [one])
    ]


def _lines(words: list[str]) -> list[str]:
    """Words as lines of a requirements file: an option that takes a value with its value."""
    valued = {"-r", "--requirement", "-e", "--editable", "-i", "--index-url", "--extra-index-url", "-c",
              "--constraint", "-f", "--find-links", "--trusted-host"}  # fmt: skip
    lines: list[str] = []
    rest = iter(words)
    for word in rest:
        lines.append(f"{word} {shlex.quote(next(rest, ''))}" if word in valued else word)
    return lines


def interpreter(environment: Path) -> Path:
    """The Python of a notebook's packages; it is not there before something was installed."""
    return environment / "bin" / "python"


def use(environment: Path) -> None:
    """Find the packages of `environment` before ours from now on."""
    site = str(_site(environment))
    if site not in sys.path:
        ours = next((place for place, one in enumerate(sys.path) if "-packages" in one), len(sys.path))
        sys.path.insert(ours, site)
    importlib.invalidate_caches()
    join_shared(Path(site))


def _environment() -> Path:
    """The directory of this notebook's packages, made with ours behind them."""
    named = os.environ.get(PACKAGES)
    environment = Path(named or tempfile.mkdtemp(prefix="aerotwin-packages-"))
    _make(environment)
    return environment


def add(environment: Path, package: str) -> None:
    """Install a package and what it needs besides ours; makes the environment. Raises AeroTwinError."""
    _make(environment)
    _run([*_pip(), "--python", str(interpreter(environment)), "install", "--no-input", package], Path.cwd())
    importlib.invalidate_caches()


def _make(environment: Path) -> None:
    if not interpreter(environment).is_file():
        _run([sys.executable, "-m", "venv", "--without-pip", str(environment)], Path.cwd())
        put_behind(_site(environment))


def _site(environment: Path) -> Path:
    return next((environment / "lib").glob("python*/site-packages"))


def _pip() -> list[str]:
    """Pip as a command: ours if we have it, else that of an environment made for it once."""
    # Of this interpreter itself: a task's packages may have one, which its subprocess would not find.
    if PathFinder.find_spec("pip", [sysconfig.get_path("purelib")]):
        return [sys.executable, "-m", "pip"]
    tool = Home.find().path / "envs" / "build"
    with file_lock(tool.with_suffix(".lock")):
        if not interpreter(tool).is_file():
            _run([sys.executable, "-m", "venv", str(tool)], Path.cwd())
    # --python: what is looked at and installed into is another environment than pip's.
    return [str(interpreter(tool)), "-m", "pip", "--disable-pip-version-check"]


def _run(command: list[str], directory: Path) -> str:
    from aerotwin.runtime.jobs.build import NO_NETWORK

    # Without the way to packages that this process was given: they would count as the tool's own.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=directory, env=environment
    )
    if done.returncode:
        end = (done.stderr.strip() or done.stdout.strip())[-2000:]
        offline = any(one in end for one in NO_NETWORK)
        hint = "\nIt needs a package index: with a network, or a mirror that PIP_INDEX_URL names."
        raise AeroTwinError(f"%pip failed: {end}{hint if offline else ''}")
    return done.stdout
