"""Fields and values that Databricks' schema does not know."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Literal

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Step, dotted
from aerotwin.runtime.bundle.schema import type_of
from aerotwin.runtime.bundle.shapes import is_reference, mismatch

# Enumerations without whose meaning nothing can run.
DECISIVE = ("run_if", "op")


def field_problems(node: Node, type_name: str | None = "", path: tuple[Step, ...] = ()) -> Iterator[Problem]:
    """A problem per unknown field, value outside an enumeration, and value of the wrong shape.

    Texts with references are left alone: what they hold is known only once resolved.
    """
    type_ = type_of(type_name)
    if node.value is None or is_reference(node.value):
        return
    wrong = mismatch(node, type_)
    if wrong:
        yield Problem.at(node.at, wrong, dotted(path), severity="warning")
        return
    if "fields" in type_:
        for key, child in node.items():
            if key in type_["fields"]:
                yield from field_problems(child, type_["fields"][key], (*path, key))
            elif not child.anchored:  # as in the CLI: an anchor may stand under any key
                at = node.key_at(key)
                message = f'unknown field "{key}"{nearest(key, list(type_["fields"]))}'
                yield Problem.at(at, message, dotted((*path, key)), severity="warning")
    elif "map" in type_:
        for key, child in node.items():
            yield from field_problems(child, type_["map"], (*path, key))
    elif "list" in type_:
        for index, child in enumerate(node.value):
            yield from field_problems(child, type_["list"], (*path, index))
    elif "enum" in type_ and node.value not in type_["enum"]:
        valid = ", ".join(map(str, type_["enum"]))
        severity: Literal["error", "warning"] = "error" if path[-1] in DECISIVE else "warning"
        message = f'{path[-1]} is "{node.value}"; valid: {valid}'
        yield Problem.at(node.at, message, dotted(path), severity=severity)


def nearest(name: str, known: list[str]) -> str:
    """The end of a message about an unknown name: the nearest known one, else all of them."""
    close = difflib.get_close_matches(name, known, 1)
    return f'; did you mean "{close[0]}"?' if close else f"; valid: {', '.join(sorted(known)) or 'none'}"
