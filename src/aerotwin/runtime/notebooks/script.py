"""Run a Python file as a cluster would: `python -m aerotwin.runtime.notebooks.script FILE ARGUMENTS…`."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any, TextIO

from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.secrets import redact
from aerotwin.runtime.notebooks.environment import prepare


def main(arguments: list[str]) -> None:
    """Run the file as `__main__`, with `spark`, `dbutils` and `display` as its globals."""
    file = Path(arguments[0]).absolute()
    names = set_up(file)
    sys.argv = arguments
    runpy.run_path(str(file), init_globals=names, run_name="__main__")


def set_up(program: Path) -> dict[str, Any]:
    """Set up this process for a program; the names that a Python file of a job finds."""
    secrets: set[str] = set()
    sys.stdout, sys.stderr = _Redacted(sys.stdout, secrets), _Redacted(sys.stderr, secrets)
    return prepare(program, DBUtils(program, {}, secrets.add))


class _Redacted:
    """A text stream that does not write secrets."""

    def __init__(self, stream: TextIO, secrets: set[str]) -> None:
        self._stream = stream
        self._secrets = secrets

    def write(self, text: str) -> int:
        """Write a text without the secrets in it."""
        self._stream.write(redact(text, self._secrets - {""}))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


if __name__ == "__main__":
    main(sys.argv[1:])
