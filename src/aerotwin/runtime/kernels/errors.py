"""How running a notebook can go wrong."""

from __future__ import annotations

import re
from pathlib import Path

from aerotwin.errors import AeroTwinError

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FRAME = re.compile(r"(?:Cell In\s*\[\d+\]|<ipython-input-[^>]*>), line (\d+)")
_JVM = re.compile(r"\n\s*(?:JVM stacktrace:|at [\w.$]+\()")
# An error of Spark's that its client has no class for.
_CLASS = re.compile(r"^\((?:[a-z][\w$]*\.)+[\w$]+\) (?=\[[A-Z])")
_TRACEBACK = "Traceback (most recent call last):\n"
_RAISED = re.compile(r"^\w[\w.]*(?::.*)?$", re.MULTILINE)


class NotebookError(AeroTwinError):
    """A cell raised. `cell_index` counts the notebook's cells from 1; 0 is the injected parameters."""

    def __init__(
        self, notebook: Path, cell_index: int, cell_source: str, ename: str, evalue: str, traceback: list[str]
    ) -> None:
        self.notebook = notebook
        self.cell_index = cell_index
        self.cell_source = cell_source
        self.ename = ename
        self.evalue = evalue
        self.line = failing_line(traceback)
        self.short = short_cause(ename, evalue)
        super().__init__(f"{self.where}: {self.short}")

    @property
    def where(self) -> str:
        """Notebook, cell and, where the traceback tells it, the failing line with its text."""
        cell = f"cell {self.cell_index}" if self.cell_index else "injected parameters"
        lines = self.cell_source.splitlines()
        if self.line is None or not 1 <= self.line <= len(lines):
            return f"{self.notebook.name}, {cell}"
        return f"{self.notebook.name}, {cell}, line {self.line} `{lines[self.line - 1].strip()}`"


class TaskTimeout(AeroTwinError):
    """The task did not end within its timeout and was stopped."""


class TaskCancelled(AeroTwinError):
    """The task was stopped because its run was cancelled."""


def failing_line(traceback: list[str]) -> int | None:
    """The line of the cell (from 1) in which the error arose, None if the traceback does not tell.

    The first frame of a traceback that lies in a cell is the failing cell's own.
    """
    match = _FRAME.search(_ANSI.sub("", "\n".join(traceback)))
    return int(match.group(1)) if match else None


def short_cause(ename: str, evalue: str) -> str:
    """An error in one line: the first of a Spark error, only the message of one written for people."""
    message = _JVM.split(_ANSI.sub("", evalue).strip())[0].strip()
    first = _CLASS.sub("", message.splitlines()[0].strip()) if message else ""
    if ename == "PythonException":
        # The first line only says that a function of the program failed, the last one why.
        first = raised_in_worker(message) or message.splitlines()[-1].strip()
    if ename == AeroTwinError.__name__ or _is_for_people(ename):
        return " ".join(message.split()) or ename
    if first.startswith("["):
        return first
    if ename == "ModuleNotFoundError" and first.startswith("No module named"):
        # A module of the bundle may be meant as well, but most often it is one that a Databricks runtime has.
        first += (
            " (its package is not installed here: name it in the task's environment or libraries, or in "
            "%pip install with --allow-pip)"
        )
    return f"{ename}: {first}" if first else ename


def raised_in_worker(message: str) -> str:
    """The error, in one line, that a Python function of the program raised in Spark; empty if none is."""
    trace = message.rpartition(_TRACEBACK)[2] if _TRACEBACK in message else ""
    raised = _RAISED.search(trace)
    return raised.group().strip() if raised else ""


def _is_for_people(ename: str) -> bool:
    pending = [AeroTwinError]
    while pending:
        kind = pending.pop()
        if kind.__name__ == ename:
            return True
        pending += kind.__subclasses__()
    return False
