"""Mappings in a bundle's configuration files that name a catalog: `config.yml` with one for each stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from aerotwin.runtime.bundle.sources import texts

SUFFIXES = (".yml", ".yaml", ".json")
LARGEST = 200_000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BUNDLE = frozenset({"bundle", "include", "resources", "targets", "variables"})
CATALOG = re.compile(r"(|.*_)catalog(?:_name)?", re.IGNORECASE)


def mappings(directory: Path) -> Iterator[Mapping[str, Any]]:
    """Every mapping with a key for a catalog in the YAML and JSON files below `directory`.

    A file that cannot be read as such, a template for one, has none.
    """
    for text in texts(directory, SUFFIXES, LARGEST):
        if "catalog" not in text.lower():
            continue  # reading YAML is slow
        try:
            documents = list(yaml.load_all(text, LOADER))  # noqa: S506 a safe one, in C where there is one
        except (yaml.YAMLError, ValueError):  # also a date that is none
            continue
        yield from _with_catalog([one for one in documents if not _of_bundle(one)])


def _of_bundle(document: Any) -> bool:
    """Whether it is a file of the bundle itself, whose targets are not all meant."""
    return isinstance(document, dict) and not BUNDLE.isdisjoint(document)


def _with_catalog(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        found = {str(key): inner for key, inner in value.items()}
        if any(CATALOG.fullmatch(key) for key in found):
            yield found
        for inner in value.values():
            yield from _with_catalog(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _with_catalog(inner)
