"""What a task's environment and libraries ask for, and what of it is here already."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.libraries import INSTALLABLE, foreign
from aerotwin.runtime.jobs.model import Job, Task

# Part of Databricks' runtimes, so a bundle's versions of them never take the place of ours: Spark's client,
# and MLflow's, whose store in the home one version only can open.
PROVIDED = frozenset(
    {"pyspark", "pyspark-client", "pyspark-connect", "databricks-connect", "delta-spark", "databricks-dlt"}
    | {"mlflow", "mlflow-skinny", "mlflow-tracing"}
)
FILE = re.compile(r"(?:-r|--requirement)[\s=]\s*(.+)")
EDITABLE = re.compile(r"(?:-e|--editable)[\s=]\s*(.+)")


def requirements_of(task: Task, job: Job) -> tuple[str, ...]:
    """What a task's environment and libraries ask for, as lines of a requirements file.

    Libraries of other kinds are `unavailable`. Raises AeroTwinError for an environment that the job does not
    declare.
    """
    lines: list[str] = []
    if task.environment_key is not None:
        if task.environment_key not in job.environments:
            valid = ", ".join(job.environments) or "none"
            raise AeroTwinError(f'unknown environment_key "{task.environment_key}"; the job\'s: {valid}.')
        lines += job.environments[task.environment_key]
    for library in task.libraries:
        kind = next(iter(library), "")
        if kind in INSTALLABLE:
            lines.append(_line(kind, library[kind]))
    return tuple(lines)


def unavailable(task: Task) -> list[str]:
    """The libraries of a task that are not for Python (jar, maven, cran, egg): it runs without them."""
    return [text for library in task.libraries if (text := foreign(library))]


def _line(kind: str, value: Any) -> str:
    if kind == "pypi":
        index = f" --index-url {value['repo']}" if value.get("repo") else ""
        return f"{value['package']}{index}"
    return f"-r {value}" if kind == "requirements" else str(value)


def expand(lines: Iterable[str], root: Path) -> Iterator[str]:
    """The lines with those of the requirements files that they name; paths are relative to `root`.

    Raises AeroTwinError for a file that is not there.
    """
    for line in lines:
        text = line.split(" #")[0].strip()
        named = FILE.fullmatch(text)
        if named:
            file = root / named.group(1).strip("'\" ")
            if not file.is_file():
                raise AeroTwinError(f"There is no requirements file {file}.")
            yield from expand(file.read_text().splitlines(), file.parent)
        elif text and not text.startswith("#"):
            yield text


def editable(line: str, root: Path) -> Path | None:
    """The directory of a project to be used where it lies, None for any other line."""
    named = EDITABLE.fullmatch(line)
    return (root / named.group(1).split("[")[0].strip("'\" ")).resolve() if named else None


def of_project(directory: Path) -> list[str]:
    """What the pyproject.toml of a directory says its package depends on."""
    file = directory / "pyproject.toml"
    if not file.is_file():
        return []
    try:
        content = tomllib.loads(file.read_text())
    except tomllib.TOMLDecodeError as error:
        raise AeroTwinError(f"{file} is not TOML: {error}") from None
    return list(content.get("project", {}).get("dependencies", []))


def source_of(directory: Path) -> Path:
    """Where the packages of a project lie: its `src`, if it has one."""
    return directory / "src" if (directory / "src").is_dir() else directory


def parsed(line: str) -> Requirement | None:
    """A line as a requirement, None if it is something else (a file, an option)."""
    try:
        return Requirement(line)
    except InvalidRequirement:
        return None


def provided(line: str) -> bool:
    """Whether a line asks for a part of Databricks' runtimes."""
    wanted = parsed(line)
    return wanted is not None and canonicalize_name(wanted.name) in PROVIDED


def satisfied(line: str) -> bool:
    """Whether this environment has what a plain requirement asks for, or need not have it."""
    wanted = parsed(line)
    if wanted is None or wanted.url:
        return False
    if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
        return True
    if canonicalize_name(wanted.name) in PROVIDED:
        return True
    try:
        found = metadata.distribution(wanted.name)
    except metadata.PackageNotFoundError:
        return False
    return wanted.specifier.contains(found.version, prereleases=True) and _has_extras(wanted, found)


def _has_extras(wanted: Requirement, found: metadata.Distribution) -> bool:
    needed = (parsed(one) for one in found.requires or [])
    return all(
        satisfied(f"{one.name}{one.specifier}")
        for extra in wanted.extras
        for one in needed
        if one is not None and one.marker and not one.marker.evaluate({"extra": ""})
        and one.marker.evaluate({"extra": extra})
    )  # fmt: skip
