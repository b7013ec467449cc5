"""Cells of tables: text, links, colours by rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aerotwin.runtime.dashboards import formats
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json
from aerotwin.runtime.dashboards.rows import as_number
from aerotwin.runtime.dashboards.tiles.markdown import clean

_TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_SAFE_LINK = re.compile(r"(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
_COMPARE = {
    "=": lambda a, b: a == b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "contains": lambda a, b: str(b).lower() in str(a).lower(),
    "starts-with": lambda a, b: str(a).lower().startswith(str(b).lower()),
    "ends-with": lambda a, b: str(a).lower().endswith(str(b).lower()),
}  # fmt: skip


def filled(template: str, value: Any, row: Mapping[str, Any]) -> str:
    """A template with `{{@}}` as the value and `{{field}}` as another field of the row."""

    def one(match: re.Match[str]) -> str:
        name = match[1]
        return formats.text(value if name in ("@", "") else row.get(name))

    return _TEMPLATE.sub(one, template)


def link(address: str) -> str | None:
    """An address that may stand in a page, None for one that runs code."""
    return address if _SAFE_LINK.match(address.strip()) else None


def compare(value: Any, operator: str, other: Any) -> bool:
    """Whether a rule holds: as numbers where both are numbers, else as text."""
    if operator in ("is-null", "is null"):
        return value is None
    if operator in ("is-not-null", "is not null"):
        return value is not None
    if value is None or operator not in _COMPARE:
        return False
    a, b = as_number(value), as_number(other)
    if a is not None and b is not None:
        return bool(_COMPARE[operator](a, b))
    return bool(_COMPARE[operator](formats.text(value), formats.text(other)))


def style(spec: Json, value: Any, row: Mapping[str, Any], palette: Palette) -> Json:
    """Background `bg` and ink `fg` of a cell by the first rule that holds, in either version's form."""
    found: Json = {}
    said = spec.get("style") or {}
    for rule in said.get("rules") or [] if isinstance(said, dict) else []:
        condition = rule.get("condition") or {}
        operand = condition.get("operand") or {}
        other = row.get(str(operand.get("fieldName"))) if operand.get("fieldName") else operand.get("value")
        if compare(value, str(condition.get("operator")), other):
            found = {"bg": palette.color(rule.get("backgroundColor")), "fg": palette.color(rule.get("color"))}
            break
    old = spec.get("cellFormat") or {}
    if not found and old:
        chosen = old.get("default") or {}
        for rule in old.get("rules") or []:
            test = rule.get("if") or {}
            if compare(row.get(str(test.get("column"))), str(test.get("fn")), test.get("literal")):
                chosen = rule.get("value") or {}
                break
        found = {
            "bg": palette.color(chosen.get("backgroundColor")),
            "fg": palette.color(chosen.get("foregroundColor")),
        }
    return {key: one for key, one in found.items() if one}


def cell(spec: Json, value: Any, row: Mapping[str, Any], palette: Palette) -> Json | str:
    """A cell for the page: its text, or its text `t` with link `a`, hint `i`, HTML `h`, colours."""
    text = shown(spec, value)
    made: Json = style(spec, value, row, palette)
    address = _address(spec, value, row)
    if address and value is not None:
        made["a"] = address
        template = spec.get("linkTextTemplate") if spec.get("displayAs") == "link" else None
        text = filled(template, value, row) if template else text
    hint = (spec.get("tooltip") or {}).get("templatedText") if isinstance(spec.get("tooltip"), dict) else None
    if hint:
        made["i"] = filled(str(hint), value, row)
    if spec.get("allowHTML") and isinstance(value, str) and "<" in value:
        made["h"] = clean(value)
    return {"t": text, **made} if made else text


def _address(spec: Json, value: Any, row: Mapping[str, Any]) -> str | None:
    new = spec.get("link")
    if isinstance(new, dict) and isinstance(new.get("templatedURL"), str):
        return link(filled(new["templatedURL"], value, row))
    if spec.get("displayAs") == "link":
        return link(filled(str(spec.get("linkUrlTemplate") or "{{ @ }}"), value, row))
    return None


def shown(spec: Json, value: Any) -> str:
    """A value as text, in the column's format of either version."""
    if isinstance(value, bool):
        words = spec.get("booleanValues")
        return str(words[int(value)]) if isinstance(words, list) and len(words) == 2 else formats.text(value)
    return formats.text(value, format_of(spec))


def format_of(spec: Json) -> Json | None:
    """The format of a column, in the newer form."""
    if isinstance(spec.get("format"), dict):
        return dict(spec["format"])
    if spec.get("displayAs") == "datetime" and spec.get("dateTimeFormat"):
        return {"pattern": spec["dateTimeFormat"]}
    return formats.from_numeral(spec.get("numberFormat"))
