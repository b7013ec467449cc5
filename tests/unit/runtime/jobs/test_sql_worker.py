import pytest

from aerotwin.runtime.jobs.sql_worker import bind, failure, fill, first_line


@pytest.mark.parametrize(
    ("statement", "want"),
    [
        ("USE CATALOG IDENTIFIER(:catalog)", "USE CATALOG IDENTIFIER('main')"),
        ("SELECT ':catalog', \":catalog\", `:catalog`", "SELECT ':catalog', \":catalog\", `:catalog`"),
        ("SELECT 1 -- :catalog\n, :catalog /* :catalog */", "SELECT 1 -- :catalog\n, 'main' /* :catalog */"),
        ("SELECT x::int, a:b.c, :unknown", "SELECT x::int, a:b.c, :unknown"),
        ("SELECT :quote", r"SELECT 'it\'s \\ fine'"),
        ("SELECT 'it''s', :catalog", "SELECT 'it''s', 'main'"),
    ],
)
def test_markers_become_literals_and_nothing_else_changes(statement: str, want: str) -> None:
    assert bind(statement, {"catalog": "main", "quote": r"it's \ fine", "b": "no", "int": "no"}) == want


def test_the_failed_statement_is_found_in_the_log() -> None:
    log = "-- statement 1\nSELECT 1\nstatement failed: f.sql, statement 2 `SELECT x`: [UNRESOLVED] x\n"
    assert failure(log) == "f.sql, statement 2 `SELECT x`: [UNRESOLVED] x"
    assert failure("no") is None
    assert first_line("-- a comment\n\n  SELECT 1\nFROM t") == "SELECT 1"


def test_legacy_markers_are_literals_and_within_quotes_texts() -> None:
    given = {"catalog": "main", "day": "it's"}
    assert fill("USE CATALOG {{catalog}}", given) == "USE CATALOG 'main'"
    assert fill("SELECT {{ day }}, '{{day}}!'", given) == r"SELECT 'it\'s', 'it\'s!'"
    assert fill("FROM `{{catalog}}`.t -- {{catalog}}", given) == "FROM `main`.t -- {{catalog}}"
    assert fill("SELECT {{other}}", given) == "SELECT {{other}}"
