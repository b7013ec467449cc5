"""CREATE WIDGET and REMOVE WIDGET, statements that notebooks have and Spark has not."""

from __future__ import annotations

import re

from aerotwin.runtime.dbutils.widgets import Widgets

_NAME = r"`?([^\s`]+)`?"
_CREATE = re.compile(
    rf"""CREATE\s+WIDGET\s+(?:TEXT|DROPDOWN|COMBOBOX|MULTISELECT)\s+{_NAME}\s+
    DEFAULT\s+(?:'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)")(?:\s+CHOICES\s.*)?""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_REMOVE = re.compile(rf"REMOVE\s+WIDGET\s+{_NAME}", re.IGNORECASE)
_COMMENTS = re.compile(r"\A(?:\s*(?:--[^\n]*(?:\n|\Z)|/\*.*?\*/))*\s*", re.DOTALL)


def widget_statement(statement: str, widgets: Widgets) -> bool:
    """Do what a statement on widgets says; False for any other statement.

    The query of CHOICES is not run: a value that a job gives need not be one of them.
    """
    code = _COMMENTS.sub("", statement, count=1).strip()
    made, removed = _CREATE.fullmatch(code), _REMOVE.fullmatch(code)
    if made:
        widgets.text(made.group(1), (made.group(2) or made.group(3) or "").replace("''", "'"))
    elif removed:
        widgets.remove(removed.group(1))
    return bool(made or removed)
