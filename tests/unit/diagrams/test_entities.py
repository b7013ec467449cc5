from __future__ import annotations

from graphlib import TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from aerotwin.diagrams.entities import Column, Entity, ForeignKey, chosen, groups, without_circles

NAMES = "abcdef"


def entity(name: str, *refers: str) -> Entity:
    keys = tuple(ForeignKey(("id",), other, ("id",)) for other in refers)
    return Entity(name, (Column("id", "string"),), foreign_keys=keys)


def test_groups_are_prefixes_that_three_tables_share() -> None:
    names = ["engine_silver", "engine_features", "engine_alerts", "alert_events", "alert_x", "aircraft"]
    assert groups(names) == ["engine"]


def test_a_group_brings_what_it_refers_to() -> None:
    tables = [
        entity("aircraft"),
        entity("e_silver", "aircraft"),
        entity("e_alerts", "e_silver"),
        entity("x_y"),
    ]
    assert [one.name for one in chosen(tables, "e")] == ["aircraft", "e_silver", "e_alerts"]
    assert chosen(tables, "") == tables


def test_key_columns_are_primary_then_foreign() -> None:
    columns = tuple(Column(name, "string") for name in ("a", "b", "c", "d"))
    table = Entity("t", columns, primary_key=("c",), foreign_keys=(ForeignKey(("a", "c"), "u", ("a", "c")),))
    assert [column.name for column in table.key_columns] == ["c", "a"]


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES))))
def test_circles_are_cut_and_nothing_else(edges: dict[str, list[str]]) -> None:
    kept = without_circles(edges)
    assert set(kept) == set(edges)
    assert set(TopologicalSorter(kept).static_order()) == set(edges)
    for key, needs in edges.items():
        for need in set(needs) - set(kept[key]):
            cut = need not in edges or need == key
            # What is left out would close a circle: there is a way back.
            seen, waiting = set(), [need]
            while waiting:
                one = waiting.pop()
                if one in kept and one not in seen:
                    seen.add(one)
                    waiting.extend(kept[one])
            assert cut or key in seen
