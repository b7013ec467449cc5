"""Values of the shape that Databricks' schema says, and scalars converted to the type of their field.

Source: the CLI's normalization (`libs/dyn/convert`): what it cannot convert it warns of and leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Step, dotted
from aerotwin.runtime.bundle.schema import type_of

TRUE = frozenset({"true", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"})
FALSE = frozenset({"false", "n", "N", "no", "No", "NO", "off", "Off", "OFF"})
# What a value of each kind of type looks like.
SHAPES = {
    "fields": "a mapping",
    "map": "a mapping",
    "list": "a list",
    "enum": "a text or number",
    "scalar": "a text or number",
}
# A job is referred to by its number in a workspace, and here by its key.
KEYS = frozenset({"job_id"})
NAMES = {"integer": "an integer", "number": "a number", "boolean": "true or false"}


def convert(value: object, kind: str) -> object:
    """A scalar as `kind`: integer, number, boolean or string.

    Raises ValueError, with a message, for what cannot be one.
    """
    try:
        return CONVERSIONS[kind](value)
    except ValueError:
        raise ValueError(f'expected {NAMES[kind]}, found "{value}"') from None


def mismatch(node: Node, type_: Mapping[str, Any]) -> str | None:
    """What is wrong with the shape of a value for a type of the schema, None if nothing is."""
    wanted = next((name for key, name in SHAPES.items() if key in type_), None)
    given = "a mapping" if node.is_map else "a list" if node.is_list else "a text or number"
    if wanted and wanted != given:
        return f"expected {wanted}, found {given}"
    if "scalar" in type_:
        try:
            convert(node.value, type_["scalar"])
        except ValueError as error:
            return str(error)
    return None


def typed_children(node: Node, type_: Mapping[str, Any]) -> list[tuple[Step, Node, str | None]]:
    """What a value of a type of the schema holds: key or index, value, and the name of the value's type."""
    if "list" in type_ and node.is_list:
        return [(index, child, type_["list"]) for index, child in enumerate(node.value)]
    fields, other = type_.get("fields", {}), type_.get("map")
    return [(key, child, fields.get(key, other)) for key, child in node.items()]


def settle(node: Node, type_name: str | None, path: tuple[Step, ...]) -> Iterator[Problem]:
    """Convert the scalars below `node`, a value of that type of the schema, in place.

    A warning for each value that is not of its field's type, which is left out unless it is a fraction.
    """
    type_ = type_of(type_name)
    unfit: list[Step] = []
    for step, child, inner in typed_children(node, type_):
        if child.value is None or is_reference(child.value) or step in KEYS:
            continue
        wrong = mismatch(child, type_of(inner))
        if wrong:
            yield Problem.at(child.at, wrong, dotted((*path, step)), severity="warning")
            if not isinstance(child.value, float):  # half a second is a time here
                unfit.append(step)
        elif "scalar" in type_of(inner):
            child.value = convert(child.value, type_of(inner)["scalar"])
        else:
            yield from settle(child, inner, (*path, step))
    for step in reversed(unfit):
        del node.value[step]


def is_reference(value: object) -> bool:
    """Whether a text refers to what is known only later."""
    return isinstance(value, str) and ("${" in value or "{{" in value)


def _integer(value: object) -> int:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not re.fullmatch(r"[+-]?\d+", str(value)):
        raise ValueError
    return int(str(value))


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError
    return value if isinstance(value, int | float) else float(str(value))


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ValueError


def _string(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.17g}" if "e" in repr(value) else repr(value).removesuffix(".0")
    return str(value)


CONVERSIONS = {"integer": _integer, "number": _number, "boolean": _boolean, "string": _string}
