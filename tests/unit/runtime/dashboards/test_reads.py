from __future__ import annotations

import os
from pathlib import Path

import pytest

from aerotwin.runtime.dashboards.reads import Name, View, Watch, names
from aerotwin.runtime.dashboards.results import Statement
from aerotwin.runtime.home import Home

VIEWS = {
    ("main", "fleet", "alerts"): View("SELECT * FROM engine UNION ALL SELECT * FROM gear", "main", "fleet"),
    ("main", "fleet", "standing"): View("SELECT * FROM alerts WHERE open", "main", "fleet"),
    ("main", "fleet", "round"): View("SELECT * FROM round", "main", "fleet"),
}
ENGINE, GEAR, PLANE = ("main", "fleet", "engine"), ("main", "fleet", "gear"), ("other", "plain", "plane")


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT * FROM a JOIN s.b ON true JOIN `c-1`.s.d ON true", {("a",), ("s", "b"), ("c-1", "s", "d")}),
        ("SELECT (SELECT max(x) FROM b) FROM a WHERE y IN (SELECT y FROM c)", {("a",), ("b",), ("c",)}),
        ("SELECT 1", set()),
        ("SELECT * FROM read_files('x')", None),
        ("SELECT * FROM range(3)", None),
        ("SELEC", None),
    ],
)
def test_names_that_a_query_reads(sql: str, found: set[Name] | None) -> None:
    named = names(sql)
    assert (None if named is None else {name for name, _ in named}) == found


def test_a_common_table_expression_is_told_apart() -> None:
    assert dict(names("WITH w AS (SELECT * FROM a) SELECT * FROM w") or []) == {("a",): False, ("w",): True}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    for name in (ENGINE, GEAR, PLANE):
        Home(tmp_path).warehouse.joinpath(*name, "_delta_log").mkdir(parents=True)
    return Home(tmp_path)


def changed_by(home: Home, sql: str) -> set[Name]:
    """The tables a commit to which changes the state of the query."""
    state = Watch(home, lambda name, _: VIEWS.get(name))(Statement(sql, "main", "fleet"))
    found = set()
    for step, name in enumerate((ENGINE, GEAR, PLANE), 1):
        before = state()
        os.utime(home.warehouse.joinpath(*name, "_delta_log"), (4e9 + step, 4e9 + step))
        if state() != before:
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT * FROM engine", {ENGINE}),
        ("SELECT * FROM Engine JOIN other.plain.plane ON true", {ENGINE, PLANE}),
        ("SELECT * FROM standing", {ENGINE, GEAR}),
        ("WITH w AS (SELECT * FROM gear) SELECT * FROM w", {GEAR}),
        ("SELECT 1", set()),
        # Whatever is not known to be one of the home's tables may read any of them.
        ("SELECT * FROM nowhere", {ENGINE, GEAR, PLANE}),
        ("SELECT * FROM round", {ENGINE, GEAR, PLANE}),
        ("SELECT * FROM delta.`/etc`", {ENGINE, GEAR, PLANE}),
        ("SELECT * FROM `..`.`..`.engine", {ENGINE, GEAR, PLANE}),
        ("SELECT * FROM range(2)", {ENGINE, GEAR, PLANE}),
    ],
)
def test_a_commit_to_a_table_changes_the_queries_that_read_it(
    home: Home, sql: str, tables: set[Name]
) -> None:
    assert changed_by(home, sql) == tables


def test_a_table_in_a_directory_of_its_own_is_watched_there(home: Home) -> None:
    log = home.warehouse.joinpath("main", "fleet", "engine-0123abcd", "_delta_log")
    log.mkdir(parents=True)
    state = Watch(home, lambda name, _: VIEWS.get(name))(Statement("SELECT * FROM engine", "main", "fleet"))
    before = state()
    os.utime(log, (4e9, 4e9))
    assert state() != before
