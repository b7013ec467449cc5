"""Tables with their columns, keys and comments, and which of them to draw together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A column: its SQL type and its comment, "" without one."""

    name: str
    type: str
    comment: str = ""


@dataclass(frozen=True)
class ForeignKey:
    """Columns of a table that name a row of another: `references` are that table's columns, in order."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """A table as the catalog describes it."""

    name: str
    columns: tuple[Column, ...]
    comment: str = ""
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = field(default_factory=tuple)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """Columns of any key, those of the primary key first."""
        foreign = {name for key in self.foreign_keys for name in key.columns}
        first = [column for column in self.columns if column.name in self.primary_key]
        then = [c for c in self.columns if c.name in foreign and c.name not in self.primary_key]
        return (*first, *then)


def groups(names: Iterable[str], least: int = 3) -> list[str]:
    """Prefixes up to the first underscore that at least `least` tables share, sorted."""
    counted = Counter(name.partition("_")[0] for name in names if "_" in name)
    return sorted(prefix for prefix, count in counted.items() if count >= least)


def chosen(entities: Sequence[Entity], group: str) -> list[Entity]:
    """The tables of a group and those that they refer to, directly or not; all for ""."""
    known = {entity.name: entity for entity in entities}
    if not group:
        return list(entities)
    waiting = [name for name in known if name.startswith(f"{group}_")]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in known and name not in reached:
            reached.add(name)
            waiting.extend(key.table for key in known[name].foreign_keys)
    return [entity for entity in entities if entity.name in reached]


def without_circles(edges: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The same graph less the references that close a circle, and less those of a table to itself."""
    kept: dict[str, list[str]] = {}
    for key in edges:
        kept[key] = []
    for key, needs in edges.items():
        for need in dict.fromkeys(needs):
            if need in kept and not _reaches(kept, need, key):
                kept[key].append(need)
    return kept


def _reaches(edges: Mapping[str, Sequence[str]], start: str, end: str) -> bool:
    waiting, seen = [start], set()
    while waiting:
        key = waiting.pop()
        if key == end:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(edges.get(key, ()))
    return False
