"""The commands of a dbt_task, and what dbt says when one fails."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from aerotwin.errors import AeroTwinError

SHOWN_LINES = 8
_TIME = re.compile(r"^\d\d:\d\d:\d\d(?:\.\d+)?\s+")
_COLOR = re.compile(r"\x1b\[[\d;]*m")
_ERROR = re.compile(
    r"(?:Error|Failure) in |Encountered an error|^\w+ Error\b|^Error:|^Usage:|^Traceback|^Fatal error"
)
_JVM = re.compile(r"^\s*(?:JVM stacktrace:|at [\w.$]+\()")


def arguments(command: str) -> list[str]:
    """What follows `dbt` in a command; its profiles directory is left out, since the task has its own.

    Raises AeroTwinError for a command that is not dbt's.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise AeroTwinError(f'dbt_task: command "{command}" cannot be read: {error}.') from None
    if len(words) < 2 or words[0] != "dbt":
        raise AeroTwinError(f'dbt_task: command "{command}" is not one of dbt: it must begin with "dbt ".')
    kept: list[str] = []
    rest = iter(words[1:])
    for word in rest:
        if word == "--profiles-dir":
            next(rest, None)
        elif not word.startswith("--profiles-dir="):
            kept.append(word)
    return kept


def targets(commands: Iterable[list[str]]) -> list[str]:
    """The profile targets that commands name (`--target x`, `--target=x`, `-t x`), each once."""
    found: dict[str, None] = {}
    for words in commands:
        for word, following in zip(words, [*words[1:], ""], strict=True):
            if word in ("--target", "-t") and following:
                found[following] = None
            elif word.startswith("--target="):
                found[word.partition("=")[2]] = None
    return list(found)


def failure(output: str) -> str:
    """The first error in what dbt printed, else the end of that; empty if it printed nothing."""
    lines = [_TIME.sub("", _COLOR.sub("", line)).rstrip() for line in output.splitlines()]
    lines = [line for line in lines if line.strip()]
    first = next((index for index, line in enumerate(lines) if _ERROR.search(line)), None)
    if first is None:
        return "\n".join(lines[-SHOWN_LINES:])
    end = next((index for index in range(first, len(lines)) if _JVM.match(lines[index])), len(lines))
    return "\n".join(lines[first : min(end, first + SHOWN_LINES)])
