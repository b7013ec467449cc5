"""Call an entry point of an installed wheel: `entry_point.py PACKAGE ENTRY_POINT ARGUMENTS…`.

Runs in the task's own environment, behind whose packages ours stand.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path


def load(package: str, name: str) -> Callable[[], object]:
    """The entry point of that name in the package's metadata, else the package's function of that name.

    Source: Databricks' documentation of python_wheel_task, `entry_point`. Raises SystemExit with what there
    is.
    """
    try:
        known = list(metadata.distribution(package).entry_points)
    except metadata.PackageNotFoundError:
        known = []
    for point in known:
        if point.name == name:
            function: Callable[[], object] = point.load()
            return function
    try:
        module = importlib.import_module(package.replace("-", "_"))
    except ModuleNotFoundError as error:
        if error.name != package.replace("-", "_"):
            raise
        raise SystemExit(
            f'package_name "{package}" is not installed: does the task or its environment list the wheel?'
        ) from None
    found: Callable[[], object] | None = getattr(module, name, None)
    if not callable(found):
        valid = ", ".join(point.name for point in known) or "none"
        raise SystemExit(f'entry_point "{name}" is not in {package}; its entry points: {valid}')
    return found


def main(arguments: list[str]) -> None:
    """Call it with the rest of the arguments as its own."""
    from aerotwin.runtime.notebooks.script import set_up

    package, name, *rest = arguments
    set_up(Path.cwd() / "wheel")
    function = load(package, name)
    sys.argv = [name, *rest]
    # Unlike a console script's, what it returns is of no account.
    function()


if __name__ == "__main__":
    main(sys.argv[1:])
