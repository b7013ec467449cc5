"""Split a text into SQL statements."""

from __future__ import annotations

import re

# A string, a quoted name, a comment, a semicolon, or any other character.
TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*" | `(?:[^`]|``)*` | --[^\n]* | /\*.*?\*/ | ; | .""",
    re.VERBOSE | re.DOTALL,
)


def split(text: str) -> list[str]:
    """The statements of `text`, without the semicolons between them.

    Semicolons in strings, quoted names and comments do not count; what is only comment is no statement.
    """
    statements: list[str] = []
    current: list[str] = []
    meaning = False
    for token in [*TOKEN.findall(text), ";"]:
        if token == ";":
            if meaning:
                statements.append("".join(current).strip())
            current, meaning = [], False
        else:
            current.append(token)
            meaning = meaning or not (token.isspace() or token.startswith(("--", "/*")))
    return statements
