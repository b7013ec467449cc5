"""Databricks' `dbutils`, on the local home and the local runtime."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.fs import Files
from aerotwin.runtime.dbutils.notebook import Notebook
from aerotwin.runtime.dbutils.secrets import Secrets
from aerotwin.runtime.dbutils.tasks import Jobs
from aerotwin.runtime.dbutils.widgets import Widgets


class Library:
    """dbutils.library."""

    def restartPython(self) -> None:
        """Say that nothing is restarted: what %pip installed is importable at once."""
        print("restartPython: not needed locally, installed packages can be imported already.")


class DBUtils:
    """The utilities of one notebook with the given parameters; `on_secret` gets each secret handed out."""

    def __init__(self, notebook: Path, parameters: dict[str, str], on_secret: Callable[[str], None]) -> None:
        self.widgets = Widgets(parameters)
        self.fs = Files()
        self.secrets = Secrets(on_secret)
        self.jobs = Jobs()
        self.notebook = Notebook(notebook)
        self.library = Library()

    def getArgument(self, name: str, defaultValue: str | None = None) -> str:
        """See Widgets.getArgument."""
        return self.widgets.getArgument(name, defaultValue)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AeroTwinError(
            f"dbutils.{name} is not runnable locally; there are fs, "
            "jobs, library, notebook, secrets, widgets."
        )
