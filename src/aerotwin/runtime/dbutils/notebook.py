"""dbutils.notebook: run, exit, and the context."""

from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

from aerotwin.runtime.dbutils.context import EntryPoint, context, repl_context
from aerotwin.runtime.dbutils.help import Helpful
from aerotwin.runtime.notebooks.paths import is_mapped, local


class Notebook(Helpful):
    """What one notebook can do with itself and others."""

    def __init__(self, file: Path, parameters: dict[str, str]) -> None:
        self.file = file
        self.entry_point = EntryPoint(file, parameters)

    def getContext(self) -> Any:
        """Where this notebook runs."""
        return context(self.file)

    def replContext(self) -> Any:
        """The same, as `dbruntime.databricks_repl_context` has it."""
        return repl_context(self.file)

    def exit(self, value: str = "") -> NoReturn:
        """End the notebook here, successfully, with a value for who called it."""
        from aerotwin.notebook import exit

        exit(str(value))

    def run(self, path: str, timeout_seconds: int = 0, arguments: dict[str, Any] | None = None) -> str:
        """Run another notebook in a kernel of its own; what it exits with. A timeout of 0 is none."""
        from aerotwin.runtime.home import Home
        from aerotwin.runtime.kernels.notebook import run_notebook
        from aerotwin.runtime.kernels.pool import Inherited
        from aerotwin.runtime.notebooks.source import find_notebook

        child = find_notebook(resolve(path, self.file.parent))
        scratch = Path(tempfile.mkdtemp(prefix=f"{child.stem}-", dir=os.environ.get("AEROTWIN_TASK_DIR")))

        def work() -> str | None:
            return run_notebook(
                child,
                scratch / f"{child.stem}.ipynb",
                {key: str(value) for key, value in (arguments or {}).items()},
                environment={},
                pool=Inherited.find(Home.find()),
                timeout=timeout_seconds or None,
                cancel=threading.Event(),
            ).exit_value

        # A thread without the event loop that runs in this kernel's own.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work).result() or ""


def resolve(path: str, directory: Path, bundle: Path | None = None) -> Path:
    """Where a notebook lies that is named relative to `directory`, or absolute as in a workspace.

    There its name has no extension, which the result has if there is such a file. `bundle` is as for `local`.
    """
    from aerotwin.runtime.notebooks.source import SUFFIXES

    if path.startswith(("/Users/", "/Shared/", "/Repos/")):
        path = f"/Workspace{path}"
    if not is_mapped(path):
        return directory / path
    files = [Path(local(f"{path}{suffix}", bundle)) for suffix in ("", *SUFFIXES)]
    return next((file for file in files if file.is_file()), files[0])
