"""Keys as table properties: open-source Delta has no primary and foreign keys, but keeps properties.

aerotwin.primaryKey  = aircraft_id, cycle
aerotwin.foreignKeys = aircraft_id -> aircraft(aircraft_id); trace_id -> engine_inferences(trace_id)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from aerotwin.diagrams.entities import ForeignKey

PRIMARY, FOREIGN = "aerotwin.primaryKey", "aerotwin.foreignKeys"
_FOREIGN = re.compile(
    r"^\s*(?P<columns>[^()]+?)\s*->\s*(?P<table>[^()\s]+)\s*\(\s*(?P<references>[^()]+?)\s*\)\s*$"
)


def written(primary: Sequence[str], foreign: Iterable[ForeignKey] = ()) -> dict[str, str]:
    """The properties that tell these keys; none for an empty one."""
    keys = "; ".join(
        f"{', '.join(key.columns)} -> {key.table}({', '.join(key.references)})" for key in foreign
    )
    return {**({PRIMARY: ", ".join(primary)} if primary else {}), **({FOREIGN: keys} if keys else {})}


def read(properties: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[ForeignKey, ...]]:
    """The primary key and the foreign keys that properties tell; what is malformed is left out."""
    primary = _names(properties.get(PRIMARY, ""))
    found = [_FOREIGN.match(part) for part in properties.get(FOREIGN, "").split(";")]
    foreign = [
        ForeignKey(_names(one["columns"]), one["table"], _names(one["references"])) for one in found if one
    ]
    return primary, tuple(key for key in foreign if len(key.columns) == len(key.references))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
