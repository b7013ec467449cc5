"""Split SQL into statements and find their parameter markers."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(
    r"""'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|--[^\n]*|/\*.*?\*/|::|:[A-Za-z_]\w*|;|.""", re.DOTALL
)
_TEXTUAL = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}|\$\{([\w.-]+)\}")
_NAMED = re.compile(r":[A-Za-z_]\w*")
_COMMENT = ("--", "/*")


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
    tokens = (match.group() for match in _TOKEN.finditer(statement))
    return {token[1:] for token in tokens if _NAMED.fullmatch(token)}


def substitute(text: str, values: Mapping[str, str]) -> str:
    """`text` with `{{name}}` and `${name}` replaced by the values there are."""
    return _TEXTUAL.sub(lambda match: values.get(match.group(1) or match.group(2), match.group()), text)


def _code(tokens: list[str]) -> str:
    return "".join(token for token in tokens if not token.startswith(_COMMENT)).strip()


def _is_script(tokens: list[str]) -> bool:
    return re.match(r"BEGIN\b", _code(tokens), re.IGNORECASE) is not None
