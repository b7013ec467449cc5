"""What a run has left on disk: executed notebooks and logs, found by name and never by a path."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from aerotwin.runtime.home import Home
from aerotwin.ui.errors import NotFoundError

KINDS = {"html": "text/html", "ipynb": "application/x-ipynb+json", "log": "text/plain"}
_ITERATION = re.compile(r"^(?P<task>.+)\[(?P<index>\d+)\]$")
SHOWN_BYTES = 400_000


@dataclass(frozen=True)
class Files:
    """The kinds of files there are of one attempt."""

    html: bool = False
    ipynb: bool = False
    log: bool = False


def directory(home: Home, run_id: int, task_key: str) -> Path:
    """Where a task of a run keeps its files; an iteration of a for_each_task has one below its task's."""
    iteration = _ITERATION.match(task_key)
    parts = [iteration["task"], iteration["index"]] if iteration else [task_key]
    return home.runs.joinpath(str(run_id), *parts)


def present(home: Home, run_id: int, task_key: str, attempt: int) -> Files:
    """Which files an attempt has left."""
    folder = directory(home, run_id, task_key)
    return Files(**{kind: (folder / f"attempt-{attempt}.{kind}").is_file() for kind in KINDS})


def find(home: Home, run_id: int, known: Collection[str], task_key: str, attempt: int, kind: str) -> Path:
    """The file of an attempt of one of the run's tasks (`known`); NotFoundError if there is none.

    Raises NotFoundError, too, for a key that leads out of the run's directory.
    """
    if task_key in known and kind in KINDS:
        file = directory(home, run_id, task_key) / f"attempt-{attempt}.{kind}"
        inside = (home.runs / str(run_id)).resolve()
        if file.is_file() and file.resolve().is_relative_to(inside):
            return file
    raise NotFoundError(f"Run {run_id} has kept no {kind} of attempt {attempt} of task {task_key}.")


def tail(file: Path) -> tuple[str, bool]:
    """The end of a log, and whether something before it is left out."""
    size = file.stat().st_size
    with file.open("rb") as source:
        source.seek(max(0, size - SHOWN_BYTES))
        text = source.read(SHOWN_BYTES).decode(errors="replace")
    cut = size > SHOWN_BYTES
    return (text.partition("\n")[2] if cut else text), cut
