"""Make the package's schema data from `databricks bundle schema`.

    databricks bundle schema | python -m aerotwin.runtime.bundle.schema_trim 1.10.0

Kept are fields, what they hold, which of them are required, and the values of enumerations; descriptions and
patterns are dropped.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("schema.json.gz")
PREFIX = "#/$defs/"
SCALARS = {"integer", "number", "boolean", "string"}


def trim(schema: dict[str, Any], version: str) -> dict[str, Any]:
    """The schema as `{"version", "types"}`: a type is `{"fields": {name: type}, "required": [names]}`,
    `{"map": type}`, `{"list": type}`, `{"enum": [values]}` or `{"scalar": name}`, and what allows anything is
    left out. The root is "".
    """
    types: dict[str, Any] = {}

    def name_of(node: dict[str, Any], fallback: str) -> str | None:
        if "$ref" in node:
            name = str(node["$ref"]).removeprefix(PREFIX)
            if name not in types:
                found: Any = schema["$defs"]
                for step in name.split("/"):
                    found = found[step]
                types[name] = None  # seen, so that a type may hold itself
                types[name] = describe(found, name)
            return name
        types[fallback] = describe(node, fallback)
        return fallback

    def describe(node: dict[str, Any], name: str) -> dict[str, Any] | None:
        choices = node.get("oneOf") or node.get("anyOf") or [node]
        structured = [one for one in choices if one.get("type") in {"object", "array"} or "enum" in one]
        anything = any(not ({"type", "enum"} & one.keys()) for one in choices)
        if anything or len(structured) > 1:
            return None
        if not structured:
            # Texts with a pattern are references, which may stand for any value.
            kinds = {one["type"] for one in choices if one["type"] in SCALARS and "pattern" not in one}
            return {"scalar": kinds.pop()} if len(kinds) == 1 else None
        one = structured[0]
        if "enum" in one:
            return {"enum": one["enum"]}
        if one.get("type") == "array":
            return {"list": name_of(one["items"], f"{name}/items")}
        fields = {key: name_of(child, f"{name}/{key}") for key, child in one.get("properties", {}).items()}
        if fields:
            required = one.get("required")
            return {"fields": fields, **({"required": required} if required else {})}
        more = one.get("additionalProperties")
        return {"map": name_of(more, f"{name}/values")} if isinstance(more, dict) else None

    types[""] = describe(schema, "")
    known = {name: type_ for name, type_ in types.items() if type_ is not None}
    for type_ in known.values():
        for key in ("map", "list"):
            if key in type_ and type_[key] not in known:
                type_[key] = None
        if "fields" in type_:
            type_["fields"] = {
                key: child if child in known else None for key, child in type_["fields"].items()
            }
    return {"version": version, "types": known}


def main() -> None:
    """Read the schema from standard input and write the package's data file."""
    text = json.dumps(trim(json.load(sys.stdin), sys.argv[1]), separators=(",", ":"), sort_keys=True)
    FILE.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
