"""The catalogs that a bundle speaks of: a workspace has them already, so a local server makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aerotwin.runtime.bundle import sources
from aerotwin.runtime.bundle.model import Bundle

# Spark's own catalog is there anyway, and IDENTIFIER(…) is no name.
NO_NAMES = {"identifier", "spark_catalog"}
_NAME = re.compile(r"[A-Za-z0-9_][\w-]{0,254}")
# Of a key such as catalog, catalog_name, target_catalog or bronze-catalog.
_KEY = re.compile(r"(?:^|[._-])catalog(?:_name)?$", re.IGNORECASE)


def declared(bundle: Bundle, parameters: Mapping[str, Any]) -> set[str]:
    """Catalogs named by variables, resources and parameters whose key ends in `catalog`, and by the sources.

    `parameters` are those of the run.
    """
    given = [*bundle.variables.items(), *parameters.items()]
    named = {value for key, value in given if _KEY.search(key) and isinstance(value, str)}
    named |= set(_values(bundle.resources))
    named |= {names[0] for names in sources.named(bundle.root)}
    return {str(name).lower() for name in named if _NAME.fullmatch(str(name))} - NO_NAMES


def _values(node: Any) -> Iterator[str]:
    """The texts under keys of catalogs, and the defaults of parameters that are named so."""
    if isinstance(node, list):
        for one in node:
            yield from _values(one)
    if not isinstance(node, dict):
        return
    if _KEY.search(str(node.get("name", ""))) and isinstance(node.get("default"), str):
        yield node["default"]
    for key, value in node.items():
        if _KEY.search(str(key)) and isinstance(value, str):
            yield value
        yield from _values(value)
