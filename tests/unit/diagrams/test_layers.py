from __future__ import annotations

import re
from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerotwin.diagrams.layers import Layout, Sizes, layout, levels


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    """Graphs without circles: a node may need only those before it."""
    count = draw(st.integers(0, 24))
    keys = [f"t{i}{'x' * draw(st.integers(0, 40))}" for i in range(count)]
    return {
        key: sorted(draw(st.sets(st.sampled_from(keys[:i]), max_size=4))) if i else []
        for i, key in enumerate(keys)
    }


def boxes(placed: Layout) -> dict[str, tuple[float, float, float, float]]:
    return {n.key: (n.x, n.y, n.x + n.width, n.y + n.height) for n in placed.nodes}


@given(graphs())
def test_a_node_stands_right_of_all_it_depends_on(edges: dict[str, list[str]]) -> None:
    at = boxes(layout(edges))
    assert set(at) == set(edges)
    for key, needs in edges.items():
        for need in needs:
            assert at[need][2] < at[key][0]


@given(graphs())
def test_no_two_nodes_overlap_and_all_lie_inside(edges: dict[str, list[str]]) -> None:
    placed = layout(edges)
    found = list(boxes(placed).values())
    for i, (left, top, right, bottom) in enumerate(found):
        assert 0 <= left < right <= placed.width
        assert 0 <= top < bottom <= placed.height
        for other_left, other_top, other_right, other_bottom in found[:i]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart


@given(graphs())
def test_every_line_runs_from_the_right_edge_of_one_to_the_left_edge_of_the_other(
    edges: dict[str, list[str]],
) -> None:
    placed = layout(edges)
    at = boxes(placed)
    assert {(link.source, link.target) for link in placed.links} == {
        (need, key) for key, needs in edges.items() for need in needs
    }
    for link in placed.links:
        numbers = [float(text) for text in re.findall(r"-?[\d.]+", link.path)]
        left, top, right, bottom = at[link.source]
        assert numbers[:2] == pytest.approx([right, (top + bottom) / 2], abs=0.01)
        left, top, right, bottom = at[link.target]
        assert numbers[-2:] == pytest.approx([left, (top + bottom) / 2], abs=0.01)


@given(graphs())
def test_levels_are_the_longest_chains(edges: dict[str, list[str]]) -> None:
    def longest(key: str) -> int:
        return max((longest(need) + 1 for need in edges[key]), default=0)

    assert levels(edges) == {key: longest(key) for key in edges}


def test_parallel_chains_do_not_cross() -> None:
    slugs = ["a", "b", "c", "d", "e"]
    edges: dict[str, list[str]] = {"start": []}
    for slug in slugs:
        edges[f"train_{slug}"] = ["start"]
    for slug in reversed(slugs):
        edges[f"score_{slug}"] = [f"train_{slug}"]
    at = boxes(layout(edges))
    assert [at[f"score_{slug}"][1] for slug in slugs] == [at[f"train_{slug}"][1] for slug in slugs]


def test_long_keys_make_a_column_wide_to_a_limit() -> None:
    sizes = Sizes()
    (short,) = layout({"t": []}).nodes
    (long,) = layout({"t" * 200: []}).nodes
    assert (short.width, long.width) == (sizes.narrowest, sizes.widest)


def test_unknown_dependencies_are_left_out_and_circles_refused() -> None:
    assert layout({"a": ["gone"]}).links == ()
    with pytest.raises(CycleError):
        layout({"a": ["b"], "b": ["a"]})


@given(st.integers(1, 40), graphs())
def test_nodes_without_lines_are_spread_into_about_a_square(count: int, edges: dict[str, list[str]]) -> None:
    alone = {f"alone{i}": [] for i in range(count)}
    spread = layout({**edges, **alone}, spread=True)
    columns = {node.level for node in spread.nodes}
    for level in columns:
        in_column = [node for node in spread.nodes if node.level == level and node.key in alone]
        assert len(in_column) <= -(-count // len(columns))
    at = boxes(spread)
    assert all(at[need][2] < at[key][0] for key, needs in edges.items() for need in needs)
    assert len(columns) >= count**0.5
    assert {node.level for node in layout(alone).nodes} == {0}
