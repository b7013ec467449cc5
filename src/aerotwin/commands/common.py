"""What several commands share: options, output and finding the bundle."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.bundle.model import Bundle
    from aerotwin.runtime.home import Home


PIPE_WIDTH = 10_000


class Output(StrEnum):
    """How a command prints its result."""

    text = "text"
    json = "json"


OutputOption = Annotated[Output, typer.Option("--output", "-o", help="Output: text or json.")]
TargetOption = Annotated[
    str | None, typer.Option("--target", "-t", help="Target; else the bundle's default.")
]
VarOption = Annotated[
    list[str] | None, typer.Option("--var", help="Value of a bundle variable: name=value; repeatable.")
]
BundleDirOption = Annotated[
    Path | None, typer.Option("--bundle-dir", help="Directory with databricks.yml; else found upward.")
]
AllowPipOption = Annotated[
    bool, typer.Option("--allow-pip", help="Let notebooks install packages, for the time of their task.")
]
AllowShOption = Annotated[bool, typer.Option("--allow-sh", help="Let notebooks run shell commands.")]


def consent(*, pip: bool, sh: bool) -> None:
    """Allow this process, and the tasks it starts, what its flags allow; the environment may allow it too."""
    for name, given in (("AEROTWIN_ALLOW_PIP", pip), ("AEROTWIN_ALLOW_SH", sh)):
        if given:
            os.environ[name] = "1"


def pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """`a=1,b=2` or several `a=1` as a mapping. A comma ends a value only where `name=` follows.

    Raises AeroTwinError for a text without `=`.
    """
    import re

    result: dict[str, str] = {}
    for text in texts or []:
        for part in re.split(r",(?=\s*[\w.\-]+=)", text):
            name, equals, value = part.partition("=")
            if not equals or not name.strip():
                raise AeroTwinError(f'{option} takes name=value, not "{part}".')
            result[name.strip()] = value
    return result


def bundle_root(given: Path | None) -> Path:
    """The bundle's directory: the given one, else the nearest upward."""
    from aerotwin.runtime.home import find_bundle_root

    return given.resolve() if given else find_bundle_root()


def load_bundle(root: Path, target: str | None, given: dict[str, str]) -> Bundle:
    """The bundle, ready to run. Raises AeroTwinError with all its errors if it has any.

    What is wrong in another target only, or only for a workspace, is left to `validate`.
    """
    from aerotwin.runtime.bundle import BundleError, load
    from aerotwin.runtime.bundle.checks import validate

    loaded = load(root, target, given)
    errors = [
        one
        for one in validate(loaded)
        if one.severity == "error"
        and one.stops_run
        and not (one.path.startswith("targets.") and one.path.split(".")[1] != loaded.target)
    ]
    if errors:
        raise BundleError(*errors)
    return loaded


def find_home(root: Path | None = None) -> Home:
    """The lakehouse: AEROTWIN_HOME, else the bundle's."""
    from aerotwin.runtime.home import Home

    return Home.find(root)


def print_json(value: Any) -> None:
    """A value as JSON; times and other objects as text."""
    print(json.dumps(value, indent=2, default=str))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows as a table as wide as its content needs; cut to the terminal only where there is one."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    numeric = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(columns))]
    for name, right in zip(columns, numeric, strict=True):
        table.add_column(name, justify="right" if right and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell).replace("[", r"\[") for cell in row))
    console.print(table)


def moment(seconds: float | None) -> str:
    """A time since the epoch as local date and time."""
    if seconds is None:
        return ""
    return datetime.datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")
