"""Wheels that a task asks for: found, read and unpacked."""

from __future__ import annotations

import fnmatch
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from email.parser import HeaderParser
from pathlib import Path

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.requirements import parsed, satisfied

UPLOADED = ".internal"


def matching(pattern: str) -> list[Path]:
    """The wheels that a path with wildcards names: of several versions of a package the last built.

    Raises AeroTwinError if there is none.
    """
    path = Path(pattern)
    found = _latest(path.parent.glob(path.name))
    if not found:
        raise AeroTwinError(
            f"There is no wheel {pattern}: does the bundle's `artifacts` section build it? One that a "
            "workspace has already must be put there."
        )
    return found


def uploaded(pattern: str, built: Sequence[Path]) -> list[Path]:
    """Those of a bundle's wheels that a path names where deploying uploads them, none for other paths.

    That is the folder .internal of workspace.artifact_path, by default ${workspace.root_path}/artifacts.
    """
    path = Path(pattern)
    if path.parent.name != UPLOADED:
        return []
    return _latest(file for file in built if fnmatch.fnmatchcase(file.name, path.name))


def _latest(files: Iterable[Path]) -> list[Path]:
    latest: dict[str, Path] = {}
    for file in sorted(files, key=lambda one: one.stat().st_mtime):
        # Tools for building differ in how they write a name: My_Lib, my_lib.
        latest[canonicalize_name(file.name.split("-")[0])] = file
    return list(latest.values())


def requires(wheel: Path) -> list[str]:
    """What a wheel's metadata says it depends on."""
    with zipfile.ZipFile(wheel) as content:
        names = [one for one in content.namelist() if one.endswith(".dist-info/METADATA")]
        text = content.read(names[0]).decode() if names else ""
    return HeaderParser().parsestr(text).get_all("Requires-Dist") or []


def missing(wheels: Sequence[Path]) -> list[str]:
    """What the wheels depend on that neither this environment nor one of them has."""
    own = {canonicalize_name(wheel.name.split("-")[0]) for wheel in wheels}
    lines = [line for wheel in wheels for line in requires(wheel)]
    return [
        line
        for line in lines
        if not satisfied(line) and not ((one := parsed(line)) and canonicalize_name(one.name) in own)
    ]


def portable(wheel: Path) -> bool:
    """Whether a wheel is for any machine, so that unpacking installs it."""
    try:
        _, _, _, tags = parse_wheel_filename(wheel.name)
    except InvalidWheelFilename:
        return False
    return all(tag.platform == "any" for tag in tags)


def unpack(wheels: Sequence[Path], directory: Path) -> None:
    """Put the wheels' packages into a directory, from where they can be imported."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as content:
            content.extractall(directory)
        for kind in ("purelib", "platlib"):
            for data in directory.glob(f"*.data/{kind}"):
                shutil.copytree(data, directory, dirs_exist_ok=True)


def fingerprint(wheel: Path) -> str:
    """A wheel's content as text: the times in one that was built again must not make it another one."""
    with zipfile.ZipFile(wheel) as content:
        return repr(sorted((one.filename, one.CRC) for one in content.infolist()))
