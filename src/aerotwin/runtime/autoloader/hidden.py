"""The hidden column `_metadata` of files, in SQL over a view: a column there, which `*` must leave out."""

from __future__ import annotations

from typing import Any

from sqlglot.dialects.databricks import Databricks

METADATA = "_metadata"
_BEFORE_STAR = ("SELECT", "DISTINCT", "ALL", ",", ".")


def is_asked_for(text: str) -> bool:
    """Whether a query names the hidden column."""
    return METADATA in text.lower()


def leave_out(text: str, position: int) -> str:
    """`text` with the hidden column left out of every `*` of the SELECT whose source stands at `position`."""
    tokens = Databricks().tokenize(text)
    for at in reversed(_stars(tokens, position)):
        after = [token.text.upper() for token in tokens[at + 1 : at + 3]]
        if after == ["EXCEPT", "("]:
            end = tokens[at + 2].end + 1
            text = f"{text[:end]}{METADATA}, {text[end:]}"
        else:
            end = tokens[at].end + 1
            text = f"{text[:end]} EXCEPT ({METADATA}){text[end:]}"
    return text


def _stars(tokens: list[Any], position: int) -> list[int]:
    """The stars among the columns of the SELECT in which `position` stands, first to last."""
    at = next(i for i, token in enumerate(tokens) if token.start >= position)
    found, depth = [], 0
    while at > 0:
        at -= 1
        text = tokens[at].text.upper() if tokens[at].token_type.name != "STRING" else ""
        depth += {")": 1, "(": -1}.get(text, 0)
        if depth < 0 or (depth == 0 and text == "SELECT"):
            break
        if depth == 0 and text == "*" and tokens[at - 1].text.upper() in _BEFORE_STAR:
            found.append(at)
    return found[::-1]
