"""What a notebook's SQL may say beyond Spark's: its widgets' values, and statements on widgets."""

import pytest

from aerotwin.runtime.dbutils.widgets import Widgets
from aerotwin.runtime.notebooks.widget_sql import widget_statement
from aerotwin.runtime.statements import bind, substitute

VALUES = {"day": "monday", "who": "o'neil"}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("SELECT '${day}', '$day', '{{day}}'", "SELECT 'monday', 'monday', 'monday'"),
        ("SELECT getArgument('who')", r"SELECT 'o\'neil'"),
        ("SELECT '$other', '${other}'", "SELECT '$other', '${other}'"),
    ],
)
def test_values_in_the_text(text: str, want: str) -> None:
    assert substitute(text, VALUES) == want


@pytest.mark.parametrize(
    ("statement", "want"),
    [
        ("SELECT :day, x::int, ':day', a:day -- :day", "SELECT 'monday', x::int, ':day', a:day -- :day"),
        ("SELECT IDENTIFIER(:who)", r"SELECT IDENTIFIER('o\'neil')"),
        ("SELECT :other", "SELECT :other"),
    ],
)
def test_markers_become_literals(statement: str, want: str) -> None:
    assert bind(statement, VALUES) == want


def test_statements_on_widgets() -> None:
    widgets = Widgets({"given": "1"})
    assert widget_statement("CREATE WIDGET TEXT day DEFAULT 'mon''day'", widgets)
    assert widget_statement(
        '-- a choice\ncreate widget dropdown `unit` default "eur" choices select * from t', widgets
    )
    assert widgets.getAll() == {"day": "mon'day", "unit": "eur", "given": "1"}
    assert widget_statement("REMOVE WIDGET day", widgets)
    assert "day" not in widgets.getAll()
    assert not widget_statement("CREATE TABLE widget (day STRING)", widgets)
