"""Which tables of the home a query reads, and whether one of them has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from aerotwin.runtime.dashboards.results import Statement
from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.directories import of_table

_DEPTH = 3
_NESTED = 20

Name = tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A view's query, and the catalog and schema of its unqualified names."""

    sql: str
    catalog: str
    schema: str


class Watch:
    """Finds what statements read; `view` gives the view of a three-level name, None if it is none."""

    def __init__(self, home: Home, view: Callable[[Name, Statement], View | None]) -> None:
        self._home, self._view = home, view

    def __call__(self, statement: Statement) -> Callable[[], Hashable]:
        """A function whose value changes with each commit to a table that the statement reads.

        Of a statement that reads what is not known to be a Delta table of the home, with each commit there.
        """
        found = self._logs(statement, statement, 0)
        if found is None:
            return lambda: commits(self._home)
        logs = sorted(found)
        return lambda: _stamp(logs)

    def _logs(self, text: Statement, asked: Statement, depth: int) -> set[Path] | None:
        named = names(text.sql)
        if named is None or depth > _NESTED:
            return None
        logs: set[Path] = set()
        for name, may_be_local in named:
            whole = _whole(name, text.catalog, text.schema)
            if whole is None:
                return None
            *schema, table = whole
            directories = of_table(self._home.warehouse.joinpath(*schema), table)
            found = {log for one in directories if (log := one / "_delta_log").is_dir()}
            if found:
                logs |= found
                continue
            if may_be_local:
                continue
            view = self._view(whole, asked)
            below = (
                self._logs(Statement(view.sql, view.catalog, view.schema), asked, depth + 1) if view else None
            )
            if below is None:
                return None
            logs |= below
        return logs


def names(sql: str) -> list[tuple[Name, bool]] | None:
    """The names that a query reads, each once, and whether a common table expression of it is called so.

    None if it reads anything else, such as a table function, or is not understood.
    """
    try:
        tree = sqlglot.parse_one(sql, read="databricks")
    except SqlglotError:
        return None
    if not isinstance(tree, exp.Query):
        return None
    local = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    found: dict[Name, bool] = {}
    for table in tree.find_all(exp.Table):
        parts = tuple(part.name for part in table.parts)
        if not all(isinstance(part, exp.Identifier) for part in table.parts):
            return None
        found[parts] = len(parts) == 1 and parts[0].lower() in local
    return list(found.items())


def _whole(name: Name, catalog: str | None, schema: str | None) -> Name | None:
    """The three-level name in lower case, None if a part of it is missing or could not be a folder's name."""
    parts = (catalog, schema)[: 3 - len(name)] + name if len(name) <= 3 else ()
    if len(parts) != 3 or not all(
        part and part.replace("_", "").replace("-", "").isalnum() for part in parts
    ):
        return None
    return tuple(str(part).lower() for part in parts)


def _stamp(logs: Iterable[Path]) -> Hashable:
    """When each table was last committed to; 0 for one that is gone."""
    found = []
    for log in logs:
        try:
            found.append(log.stat().st_mtime_ns)
        except OSError:
            found.append(0)
    return tuple(found)


def commits(home: Home) -> Hashable:
    """A value that changes with each commit to a Delta table of the home."""
    latest, count = 0, 0
    pending = [(str(home.warehouse), 0)]
    while pending:
        folder, depth = pending.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name == "_delta_log":
                        latest, count = max(latest, entry.stat().st_mtime_ns), count + 1
                    elif depth < _DEPTH and entry.is_dir() and "=" not in entry.name:
                        pending.append((entry.path, depth + 1))
        except OSError:
            continue
    return latest, count
