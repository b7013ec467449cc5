"""The fields that Databricks knows, from `databricks bundle schema` (made by `schema_trim`)."""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("schema.json.gz")
TASK = "github.com/databricks/databricks-sdk-go/service/jobs.Task"
RESOURCES = "github.com/databricks/cli/bundle/config.Resources"


@functools.cache
def _data() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(gzip.decompress(FILE.read_bytes()))
    return content


def version() -> str:
    """The version of the Databricks CLI that the schema is from."""
    return str(_data()["version"])


def type_of(name: str | None) -> dict[str, Any]:
    """What a type holds: `fields`, `map`, `list` or `enum`; empty if it may hold anything. "" is the root."""
    found: dict[str, Any] = {} if name is None else _data()["types"].get(name, {})
    return found


def fields_of(name: str) -> dict[str, str | None]:
    """The fields of a type, each with the name of its own type."""
    return dict(type_of(name).get("fields", {}))


def resource_fields(kind: str) -> dict[str, str | None]:
    """The fields of a resource of `kind` (jobs, volumes, …), none for an unknown kind."""
    entries = fields_of(RESOURCES).get(kind)
    return fields_of(type_of(entries)["map"]) if entries else {}
