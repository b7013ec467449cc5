"""The names of a pipeline's datasets: one, two or three parts, in any case, with or without `LIVE`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aerotwin.runtime.statements import quoted

_PART = re.compile(r"\s*(?:`((?:[^`]|``)*)`|([^`.\s]+))\s*(\.|$)")


@dataclass(frozen=True)
class Name:
    """A table's whole name; two are the same whatever their case, as in Spark."""

    catalog: str
    schema: str
    table: str

    def __post_init__(self) -> None:
        for part in ("catalog", "schema", "table"):
            object.__setattr__(self, part, getattr(self, part).lower())

    def __str__(self) -> str:
        return f"{self.catalog}.{self.schema}.{self.table}"


@dataclass(frozen=True)
class Names:
    """How names are read and written in a pipeline whose datasets live in `catalog` and `schema`.

    `catalogs` are those that the server knows. If the pipeline's own is none of them, names are written
    without it.
    """

    catalog: str
    schema: str
    catalogs: frozenset[str] = frozenset()

    def name(self, parts: list[str]) -> Name:
        """The whole name of a name's parts. Raises ValueError if there are none or more than three."""
        if parts[0].lower() == "live" and len(parts) > 1:
            parts = parts[1:]
        if not 1 <= len(parts) <= 3:
            raise ValueError(f"`{'.'.join(parts)}` is not a table's name: it has {len(parts)} parts.")
        given = [self.catalog, self.schema][: 3 - len(parts)] + parts
        return Name(*given)

    def parse(self, text: str) -> Name:
        """The whole name that `text` means. Raises ValueError if it is none."""
        return self.name(split(text))

    def using(self, text: str, catalog: bool = False) -> Names:
        """What names mean once `text` is in use: a schema, maybe with its catalog before, or a `catalog`.

        Raises ValueError if `text` is no name.
        """
        parts = split(text)
        if catalog:
            return replace(self, catalog=parts[-1])
        return replace(self, catalog=[self.catalog, *parts][-2], schema=parts[-1])

    def sql(self, name: Name) -> str:
        """The name as Spark takes it."""
        parts = [name.schema, name.table]
        if name.catalog in self.catalogs or name.catalog != self.catalog.lower():
            parts.insert(0, name.catalog)
        return quoted(*parts)

    def short(self, name: Name) -> str:
        """The name for people: without what is the pipeline's own."""
        if (name.catalog, name.schema) == (self.catalog.lower(), self.schema.lower()):
            return name.table
        return f"{name.schema}.{name.table}" if name.catalog == self.catalog.lower() else str(name)


def split(text: str) -> list[str]:
    """The parts of a dotted name, backticks taken off. Raises ValueError if `text` is not a name."""
    parts, position = [], 0
    while True:
        match = _PART.match(text, position)
        if not match:
            raise ValueError(f"`{text}` is not a table's name.")
        quoted, plain, dot = match.groups()
        parts.append(plain if quoted is None else quoted.replace("``", "`"))
        position = match.end()
        if not dot:
            return parts


def is_live(text: str) -> bool:
    """Whether a name begins with `LIVE.`, so that only a dataset of the pipeline can be meant."""
    return text.strip().lower().startswith("live.")
