"""dbutils.notebook: run, exit, and the context."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks.paths import is_mapped, local, user, workspace_path


class Notebook:
    """What one notebook can do with itself and others."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.entry_point = EntryPoint(file)

    def exit(self, value: str = "") -> NoReturn:
        """End the notebook here, successfully, with a value for who called it."""
        from aerotwin.notebook import exit

        exit(str(value))

    def run(self, path: str, timeout_seconds: int = 0, arguments: dict[str, Any] | None = None) -> str:
        """Run another notebook in a kernel of its own; what it exits with. A timeout of 0 is none."""
        from aerotwin.runtime.kernels.notebook import run_notebook
        from aerotwin.runtime.notebooks.source import find_notebook

        child = find_notebook(resolve(path, self.file.parent))
        scratch = Path(tempfile.mkdtemp(prefix=f"{child.stem}-", dir=os.environ.get("AEROTWIN_TASK_DIR")))

        def work() -> str | None:
            return run_notebook(
                child,
                scratch / f"{child.stem}.ipynb",
                {key: str(value) for key, value in (arguments or {}).items()},
                environment={},
                pool=None,
                timeout=timeout_seconds or None,
                cancel=threading.Event(),
            ).exit_value

        # A thread without the event loop that runs in this kernel's own.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work).result() or ""


def resolve(path: str, directory: Path) -> Path:
    """Where a notebook lies that is named relative to `directory`, or absolute as in a workspace."""
    if path.startswith(("/Users/", "/Shared/", "/Repos/")):
        path = f"/Workspace{path}"
    return Path(local(path)) if is_mapped(path) else directory / path


class Call:
    """An object whose methods give constants, each an Option as Scala's: `.get()`."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Callable[[], Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._values:
            raise AeroTwinError(f"{name}() of the notebook context has no local answer.")
        return lambda: self._values[name]


class Option(str):
    """A string that can also be asked for by `get()`."""

    def get(self) -> str:
        """The string."""
        return str(self)


class EntryPoint:
    """`entry_point.getDbutils().notebook().getContext()`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def getDbutils(self) -> Call:
        """The Java side's dbutils, of which only `notebook().getContext()` is answered."""
        return Call({"notebook": Call({"getContext": self._context()})})

    def _context(self) -> Call:
        path = workspace_path(self._file)
        tags = {
            "user": user(),
            "jobName": os.environ.get("AEROTWIN_JOB", ""),
            "taskKey": os.environ.get("AEROTWIN_TASK_KEY", ""),
            "multitaskParentRunId": os.environ.get("AEROTWIN_RUN_ID", ""),
        }
        tags = {key: value for key, value in tags.items() if value}
        content = json.dumps({"tags": tags, "extraContext": {"notebook_path": path}})
        return Call(
            {
                "notebookPath": Option(path),
                "userName": Option(user()),
                "toJson": content,
                "safeToJson": json.dumps({"attributes": {**tags, "notebook_path": path}}),
                "tags": Tags(tags),
            }
        )


class Tags(dict[str, str]):
    """Tags whose `apply` and `get` are Scala's."""

    def apply(self, key: str) -> str:
        """The value of a tag."""
        return self[key]
