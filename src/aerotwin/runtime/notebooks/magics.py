"""Databricks' magics in IPython."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime import statements
from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.notebook import resolve
from aerotwin.runtime.notebooks.consent import consent
from aerotwin.runtime.notebooks.packages import pip
from aerotwin.runtime.notebooks.restart import restart
from aerotwin.runtime.notebooks.source import find_notebook, read_notebook
from aerotwin.runtime.notebooks.widget_sql import widget_statement

_CELL = re.compile(r"%(sql|md|md-sandbox|sh|fs|scala|r|python|run)(?=\s|$)")
_FIRST = re.compile(r"^(?:[ \t]*(?:#[^\n]*)?\n)*")


def translate(lines: list[str]) -> list[str]:
    """A cell that starts with a magic of another language, as a call of it; other cells as they are."""
    text = "".join(lines)
    text = text[_FIRST.match(text).end() :]  # type: ignore[union-attr]
    match = _CELL.match(text)
    if not match:
        return lines
    name, body = match.group(1), text[match.end() :]
    if name == "python":
        return body.lstrip(" \t").lstrip("\n").splitlines(keepends=True)
    return [f"get_ipython().user_ns['_magics'].call({name!r}, {body!r})\n"]


def register(shell: Any, notebook: Path, dbutils: DBUtils) -> None:
    """Teach an IPython shell the magics of `notebook`."""
    magics = Magics(shell, notebook, dbutils)
    shell.user_ns["_magics"] = magics
    shell.user_ns_hidden["_magics"] = magics
    shell.input_transformers_cleanup.append(translate)
    shell.register_magic_function(magics.pip, "line", "pip")
    shell.register_magic_function(magics.restart_python, "line", "restart_python")
    shell.register_magic_function(lambda line: magics.call("run", line), "line", "run")
    shell.register_magic_function(lambda line: magics.call("sql", line), "line", "sql")
    shell.register_magic_function(lambda line, cell: magics.call("sql", f"{line}\n{cell}"), "cell", "sql")
    for name in ("bash", "sh"):
        shell.register_magic_function(lambda _line, cell: magics.call("sh", cell), "cell", name)
    shell.system = magics.shell_command


class Magics:
    """The magics of one notebook."""

    def __init__(self, shell: Any, notebook: Path, dbutils: DBUtils) -> None:
        self.shell = shell
        self.directory = notebook.parent
        self.dbutils = dbutils
        self._system = shell.system

    def call(self, name: str, body: str) -> None:
        """Run a cell of the magic `name`. Raises AeroTwinError for languages that do not run locally."""
        if name in ("scala", "r"):
            raise AeroTwinError(f"%{name} is not runnable locally: cells are Python, SQL or markdown.")
        if not name.startswith("md"):
            getattr(self, name)(body)

    def sql(self, text: str) -> None:
        """Run SQL with the widgets as parameters; the last result is shown and is `_sqldf`."""
        result = None
        for statement in statements.split(statements.substitute(text, self.dbutils.widgets.getAll())):
            if not widget_statement(statement, self.dbutils.widgets):
                bound = statements.bind(statement, self.dbutils.widgets.getAll())
                result = self.shell.user_ns["spark"].sql(bound)
        # Only a result with columns is one to show.
        if result is not None and result.columns:
            self.shell.user_ns["_sqldf"] = result
            self.shell.user_ns["display"](result)

    def run(self, line: str) -> None:
        """Run another notebook's cells in this namespace, with `$name="value"` as its widgets."""
        words = shlex.split(line.strip())
        if not words:
            raise AeroTwinError("%run needs the path of a notebook: %run ./other")
        arguments = dict(word.removeprefix("$").split("=", 1) for word in words[1:] if "=" in word)
        file = find_notebook(resolve(words[0], self.directory))
        directory, given = self.directory, self.dbutils.widgets.given
        self.directory = file.parent
        self.dbutils.widgets.given = {**given, **arguments}
        try:
            for number, cell in enumerate(read_notebook(file).cells, 1):
                if cell.cell_type == "code":
                    self._cell(cell.source, file, number)
        finally:
            self.directory, self.dbutils.widgets.given = directory, given

    def _cell(self, source: str, file: Path, number: int) -> None:
        result = self.shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, SystemExit):
            raise error
        if error is not None:
            where = f"%run {file.name}, cell {number}"
            raise AeroTwinError(f"{where}: {type(error).__name__}: {error}") from error

    def fs(self, body: str) -> None:
        """Call dbutils.fs: `%fs ls /path`."""
        words = shlex.split(body)
        known = ("ls", "cp", "mv", "rm", "mkdirs", "put", "head")
        if not words or words[0] not in known:
            raise AeroTwinError(f"%fs knows {', '.join(known)}.")
        recurse = {"recurse": True} if {"-r", "--recurse"} & set(words) else {}
        paths = [word for word in words[1:] if not word.startswith("-")]
        result = getattr(self.dbutils.fs, words[0])(*paths, **recurse)
        if isinstance(result, list):
            import pandas

            self.shell.user_ns["display"](pandas.DataFrame(result))
        else:
            print(result)

    def sh(self, body: str) -> None:
        """Run a shell script, with consent. Raises AeroTwinError if it fails."""
        consent("%sh", "--allow-sh")
        options, _, script = body.partition("\n") if body.lstrip(" ").startswith("-e") else ("", "", body)
        done = subprocess.run(
            ["bash", *(["-e"] if options else []), "-c", script], capture_output=True, text=True, check=False
        )
        print(done.stdout, end="")
        print(done.stderr, end="", file=sys.stderr)
        if options and done.returncode:
            raise AeroTwinError(f"%sh ended with exit code {done.returncode}.")

    def pip(self, line: str) -> None:
        """Install packages for this notebook, with consent; see packages.pip."""
        pip(line, self.directory)

    def restart_python(self, _line: str) -> None:
        """Start Python anew."""
        restart()

    def shell_command(self, command: str) -> Any:
        """Run `!command`, with consent; `!pip` is %pip."""
        words = command.split()
        if words[:1] in (["pip"], ["pip3"]):
            self.pip(command.partition("pip")[2].removeprefix("3"))
            return None
        consent(f"!{words[0] if words else ''}", "--allow-sh")
        return self._system(command)
