"""Databricks' `dbutils`, on the local home and the local runtime."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.fs import Files
from aerotwin.runtime.dbutils.help import Helpful, print_help
from aerotwin.runtime.dbutils.library import Library
from aerotwin.runtime.dbutils.notebook import Notebook
from aerotwin.runtime.dbutils.secrets import Secrets
from aerotwin.runtime.dbutils.tasks import Jobs
from aerotwin.runtime.dbutils.widgets import Widgets


class Data(Helpful):
    """dbutils.data."""

    def summarize(self, df: Any, precise: bool = False) -> None:  # noqa: ARG002
        """Show statistics of each column of a DataFrame of Spark or pandas."""
        from aerotwin.runtime.notebooks.shown import display

        display(df.summary() if hasattr(df, "sparkSession") else df.describe(include="all"))


class DBUtils:
    """The utilities of one notebook with the given parameters; `on_secret` gets each secret handed out."""

    def __init__(self, notebook: Path, parameters: dict[str, str], on_secret: Callable[[str], None]) -> None:
        self.widgets = Widgets(parameters)
        self.fs = Files()
        self.secrets = Secrets(on_secret)
        self.jobs = Jobs()
        self.notebook = Notebook(notebook, parameters)
        self.library = Library()
        self.data = Data()
        self.entry_point = self.notebook.entry_point

    def getArgument(self, name: str, defaultValue: str | None = None) -> str:
        """See Widgets.getArgument."""
        return self.widgets.getArgument(name, defaultValue)

    def help(self, name: str | None = None) -> None:
        """Print the utilities that there are, or what one of them can do."""
        print_help(getattr(self, name) if name else self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        there = ", ".join(key for key in vars(self) if key != "entry_point")
        raise AeroTwinError(f"dbutils.{name} is not runnable locally; there are {there}.")
