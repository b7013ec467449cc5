"""Split SQL into statements and find their parameter markers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_TOKEN = re.compile(
    r"""'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\$(?P<tag>[A-Za-z]*)\$.*?\$(?P=tag)\$"""
    r"""|--[^\n]*|/\*.*?\*/|::|(?<![\w:]):[A-Za-z_]\w*|;|.""",
    re.DOTALL,
)
_TEXTUAL = re.compile(
    r"""\{\{\s*([\w.-]+)\s*\}\}|\$\{([\w.-]+)\}|\$([A-Za-z_]\w*)|getArgument\(["'](\w+)["']\)""",
    re.IGNORECASE,
)
_NAMED = re.compile(r":[A-Za-z_]\w*")
_COMMENT = ("--", "/*")


def tokens(text: str) -> Iterator[str]:
    """The tokens of `text`: strings ($$ … $$ too), quoted names, comments, markers; all else by character."""
    return (match.group() for match in _TOKEN.finditer(text))


def split(text: str) -> list[str]:
    """The statements of `text`, without their semicolons; a BEGIN … END script is one."""
    found: list[list[str]] = [[]]
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == ";" and not _is_script(found[-1]):
            found.append([])
        else:
            found[-1].append(token)
    return ["".join(one).strip() for one in found if _code(one)]


def markers(statement: str) -> set[str]:
    """The names of the `:name` parameter markers, outside strings, quoted names and comments."""
    return {token[1:] for token in tokens(statement) if _NAMED.fullmatch(token)}


def substitute(text: str, values: Mapping[str, str]) -> str:
    """`text` with `{{name}}`, `${name}` and `$name` replaced by the values there are.

    `getArgument("name")` becomes a literal.
    """

    def value(match: re.Match[str]) -> str:
        *plain, argument = match.groups()
        if argument is not None:
            return literal(values[argument]) if argument in values else match.group()
        return values.get(next(name for name in plain if name is not None), match.group())

    return _TEXTUAL.sub(value, text)


def literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def bind(statement: str, values: Mapping[str, str]) -> str:
    """`statement` with its `:name` markers as text literals; unknown ones stay for Spark to name."""

    def bound(match: re.Match[str]) -> str:
        token = match.group()
        known = _NAMED.fullmatch(token) and token[1:] in values
        return literal(values[token[1:]]) if known else token

    return _TOKEN.sub(bound, statement)


def _code(parts: list[str]) -> str:
    return "".join(token for token in parts if not token.startswith(_COMMENT)).strip()


def _is_script(parts: list[str]) -> bool:
    return re.match(r"BEGIN\b", _code(parts), re.IGNORECASE) is not None


def quoted(*names: str) -> str:
    """Names, from the outermost on, as one identifier of SQL."""
    return ".".join("`" + name.replace("`", "``") + "`" for name in names)
