"""Calls of table functions in a SQL text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot.dialects.databricks import Databricks

from aerotwin.runtime.pipelines.ddl import items


@dataclass(frozen=True)
class Call:
    """A call, `text[start:end]`, with `STREAM` before it if `streaming`; arguments are SQL text."""

    name: str
    positional: tuple[str, ...]
    named: dict[str, str]
    start: int
    end: int
    streaming: bool


def find(text: str, names: tuple[str, ...]) -> list[Call]:
    """The calls of the functions `names` (lower case), first to last."""
    tokens = Databricks().tokenize(text)
    found = []
    for at, token in enumerate(tokens[:-1]):
        if token.text.lower() not in names or token.token_type.name == "STRING" or tokens[at + 1].text != "(":
            continue
        close, depth = at + 1, 1
        while depth and close + 1 < len(tokens):
            close += 1
            if tokens[close].token_type.name != "STRING":
                depth += {"(": 1, ")": -1}.get(tokens[close].text, 0)
        positional, named = _arguments(text[tokens[at + 1].end + 1 : tokens[close].start])
        start, end = token.start, tokens[close].end + 1
        before = [tokens[i].text.upper() if i >= 0 else "" for i in (at - 1, at - 2)]
        if before[0] == "STREAM":
            start = tokens[at - 1].start
        elif before == ["(", "STREAM"]:
            start, end = tokens[at - 2].start, tokens[close + 1].end + 1
        streaming = start != token.start
        found.append(Call(token.text.lower(), tuple(positional), named, start, end, streaming))
    return found


def _arguments(text: str) -> tuple[list[str], dict[str, str]]:
    positional: list[str] = []
    named = {}
    for item in items(text):
        key, arrow, value = item.partition("=>")
        if arrow and key.strip().strip("`").isidentifier():
            named[key.strip().strip("`")] = value.strip()
        else:
            positional.append(item)
    return positional, named
