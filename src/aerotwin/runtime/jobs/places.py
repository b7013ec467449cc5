"""The catalogs, schemas and volumes that a bundle counts on, made on a lakehouse that lacks them.

A workspace has them before a bundle is deployed, or from its deployment; a new lakehouse has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.bundle.sources import DEFAULT_CATALOG, named
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.configured import CATALOG, mappings
from aerotwin.runtime.jobs.made import made, record

NAME = re.compile(r"\w[\w-]*")
SCHEMA = re.compile(r"(|.*_)(?:schema|database)(?:_name)?", re.IGNORECASE)
# Parts of a name of each kind of resource, outermost first.
RESOURCES = {
    "catalogs": (("name",),),
    "schemas": (("catalog_name", "name"),),
    "volumes": (("catalog_name", "schema_name", "name"),),
    "registered_models": (("catalog_name", "schema_name"),),
    "pipelines": (("catalog", "schema"), ("catalog", "target")),
}
KINDS = ("CATALOG", "SCHEMA", "VOLUME")
# Nobody makes these: they are there, or are the server's matter.
GIVEN = frozenset({DEFAULT_CATALOG, "hive_metastore", "system", "samples", "information_schema", "default"})
FILE = "places.json"


def places(bundle: Bundle) -> list[str]:
    """Statements that make what the bundle's resources are and what else of it names.

    These are its parameters, configuration files and sources. The outermost come first.
    """
    found: dict[tuple[str, ...], None] = {}
    configured = (names for one in mappings(bundle.root) for names in _named(one))
    given = [*_of_resources(bundle), *_of_parameters(bundle)]
    catalogs = {names[0] for names in given if names[0].lower() not in GIVEN}
    for names in [*given, *configured, *sorted(named(bundle.root))]:
        if names[0] == "":
            # With several catalogs nobody can tell which one a program is given.
            names = (next(iter(catalogs)) if len(catalogs) == 1 else "", *names[1:])  # noqa: PLW2901
        foreign = len(names) > 1 and names[0].lower() in GIVEN - {DEFAULT_CATALOG}
        if all(NAME.fullmatch(name) for name in names) and not foreign:
            for size in range(1, len(names) + 1):
                found[names[:size]] = None
    ordered = sorted((names for names in found if names[-1].lower() not in GIVEN), key=len)
    return [
        f"CREATE {KINDS[len(names) - 1]} IF NOT EXISTS {'.'.join(f'`{name}`' for name in names)}"
        for names in ordered
    ]


def _of_resources(bundle: Bundle) -> Iterator[tuple[str, ...]]:
    for kind, choices in RESOURCES.items():
        for resource in bundle.resources.get(kind, {}).values():
            for fields in choices:
                names = tuple(str(resource.get(field) or "") for field in fields)
                if all(names):
                    yield names


def _of_parameters(bundle: Bundle) -> Iterator[tuple[str, ...]]:
    yield from _named(bundle.variables)
    for job in bundle.resources.get("jobs", {}).values():
        yield from _named({one.get("name"): one.get("default") for one in job.get("parameters") or []})
        for task in job.get("tasks") or []:
            inner = (task.get("for_each_task") or {}).get("task") or task
            for specification in inner.values():
                if isinstance(specification, dict):
                    yield from _of_task(specification)


def _of_task(specification: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for field in ("base_parameters", "named_parameters", "parameters"):
        given = specification.get(field)
        if isinstance(given, dict):
            yield from _named(given)
        elif isinstance(given, list):
            words = [str(one) for one in given]
            pairs = dict(zip(words, words[1:], strict=False))
            pairs |= dict(one.split("=", 1) for one in words if one.startswith("--") and "=" in one)
            yield from _named({name.removeprefix("--"): value for name, value in pairs.items()})


def _named(given: Mapping[Any, Any]) -> Iterator[tuple[str, ...]]:
    """Catalogs, and schemas in the catalog that is named beside them: `silver_schema` in `silver_catalog`."""
    texts = {str(name): value for name, value in given.items() if isinstance(value, str)}
    catalogs = {
        match.group(1).lower(): value for name, value in texts.items() if (match := CATALOG.fullmatch(name))
    }
    for value in catalogs.values():
        yield (value,)
    for name, value in texts.items():
        match = SCHEMA.fullmatch(name)
        if match is None:
            continue
        only = next(iter(catalogs.values())) if len(set(catalogs.values())) == 1 else None
        catalog = catalogs.get(match.group(1).lower()) or catalogs.get("") or only
        if not catalogs:
            catalog = DEFAULT_CATALOG
        parts = tuple(value.split("."))
        if len(parts) == 2 or catalog:
            yield parts if len(parts) == 2 else (str(catalog), value)


def are_made(home: Home, statements: Sequence[str]) -> bool:
    """Whether runs have made all of them on this lakehouse."""
    return set(statements) <= set(made(home, FILE))


def make(home: Home, statements: Sequence[str]) -> None:
    """Run those statements that no run has run yet. Raises AeroTwinError for one that fails."""
    from pyspark.errors import PySparkException

    from aerotwin.runtime.spark.session import connect

    known = set(made(home, FILE))
    new = [one for one in statements if one not in known]
    if not new:
        return
    spark = connect(home)
    for statement in new:
        try:
            spark.sql(statement).collect()
        except PySparkException as error:
            raise AeroTwinError(f"{statement} failed: {str(error).splitlines()[0]}") from None
    record(home, FILE, new)
