"""Load a pipeline's source files: Python files and notebooks of both formats."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.notebook import resolve
from aerotwin.runtime.notebooks.source import find_notebook, is_sql, read_notebook
from aerotwin.runtime.pipelines.context import SOURCE

_MAGIC = re.compile(r"^(?:# MAGIC )?[ \t]*%(run|pip)\b(.*)$")
_OTHER = re.compile(r"^[ \t]*(?:%|!)")


class Loader:
    """Loads files in order; each is a module of its own with `names` in it."""

    def __init__(
        self, names: dict[str, Any], pip: Callable[[str], None], sql: Callable[[Path], None]
    ) -> None:
        self.names, self.pip, self.sql = names, pip, sql

    def load(self, file: Path) -> None:
        """Run one source file."""
        if is_sql(file):
            self.sql(file)
            return
        # Modules beside it are found, as those beside a notebook; last, so that they take no other's place.
        if str(file.parent) not in sys.path:
            sys.path.append(str(file.parent))
        name = "".join(letter if letter.isalnum() else "_" for letter in file.stem)
        module = ModuleType(name)
        # Classes defined in the file are looked up by their module's name when they are pickled.
        sys.modules.setdefault(name, module)
        module.__dict__.update(self.names, __file__=str(file))
        self._into(file, module.__dict__)

    def _into(self, file: Path, namespace: dict[str, Any]) -> None:
        namespace[SOURCE] = str(file)
        namespace["__magic__"] = lambda name, line: self._magic(name, line, file, namespace)
        for code in compiled(file):
            exec(code, namespace)  # noqa: S102 running the user's file is what this is for

    def _magic(self, name: str, line: str, file: Path, namespace: dict[str, Any]) -> None:
        if name == "pip":
            self.pip(line.strip())
            return
        words = shlex.split(line)
        if not words:
            raise AeroTwinError(f"{file.name}: %run needs the path of a notebook: %run ./other")
        self._into(find_notebook(resolve(words[0], file.parent)), namespace)
        namespace[SOURCE] = str(file)


def compiled(file: Path) -> list[CodeType]:
    """The code of a Python file, or of a notebook's cells; line numbers are those of the file or cell."""
    if file.suffix == ".ipynb":
        cells = [cell.source for cell in read_notebook(file).cells if cell.cell_type == "code"]
        return [
            compile(python(cell), f"{file}, cell {number}", "exec")
            for number, cell in enumerate(cells, 1)
            if not _is_foreign(cell)
        ]
    return [compile(python(file.read_text(encoding="utf-8-sig")), str(file), "exec")]


def _is_foreign(cell: str) -> bool:
    first = next((line for line in cell.splitlines() if line.strip()), "")
    return re.match(r"%(md|sql|scala|r|sh|fs)\b", first.strip()) is not None


def python(text: str) -> str:
    """Source text with its magics as calls, line for line; magics that do nothing here become comments."""
    lines = []
    for line in text.splitlines():
        match = _MAGIC.match(line)
        if match:
            line = f"__magic__({match.group(1)!r}, {match.group(2)!r})"
        elif _OTHER.match(line) and not line.strip().startswith("%("):
            line = f"# {line}"
        lines.append(line)
    return "\n".join(lines) + "\n"
