"""A graph in layers from left to right: each node in a column right of all it depends on.

The order within a column follows from the mean position of a node's neighbours, swept both ways, which keeps
lines from crossing. Where a line skips columns it is given a place of its own in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from math import ceil, sqrt

SWEEPS = 8
Key = str | tuple[str, str, int]


@dataclass(frozen=True)
class Sizes:
    """Pixels: of a node, between nodes of a column, between columns, of a line's place, around it all.

    A node is as wide as the longest key of its column needs, between `narrowest` and `widest`: `letter` for
    each character and `padding`.
    """

    letter: float = 6.5
    padding: float = 34
    narrowest: float = 80
    widest: float = 240
    height: float = 30
    gap: float = 9
    channel: float = 40
    lane: float = 8
    margin: float = 10

    @property
    def letters(self) -> int:
        """How many characters the widest node has room for."""
        return int((self.widest - self.padding) / self.letter)


@dataclass(frozen=True)
class Node:
    """Where a node stands: its left upper corner and size, in pixels."""

    key: str
    level: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Link:
    """A line from one node to one that depends on it; `path` is SVG path data."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Layout:
    """Nodes and links with the size of the whole, in pixels."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    width: float
    height: float
    sizes: Sizes


def layout(
    edges: Mapping[str, Collection[str]],
    sizes: Sizes | None = None,
    height: Callable[[str], float] | None = None,
    spread: bool = False,
) -> Layout:
    """Place the nodes of `edges` (key -> keys it depends on). Raises graphlib.CycleError for a circle.

    Dependencies on keys that are no nodes are left out. `height` tells how high a node is, else all are as
    `sizes` has it. With `spread` nodes without any line are spread over the columns instead of the first.
    """
    sizes = sizes or Sizes()
    tall: Callable[[str], float] = height or (lambda _: sizes.height)
    known = {key: [need for need in dict.fromkeys(needs) if need in edges] for key, needs in edges.items()}
    level = levels(known)
    if spread:
        level |= _spread(known, level)
    columns: list[list[Key]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for key in known:
        columns[level[key]].append(key)
    before: dict[Key, list[Key]] = {}
    chains: list[tuple[str, str, list[Key]]] = []
    for key, needs in known.items():
        for need in needs:
            chain: list[Key] = [need]
            for between in range(level[need] + 1, level[key]):
                lane = (need, key, between)
                columns[between].append(lane)
                chain.append(lane)
            chain.append(key)
            for left, right in zip(chain, chain[1:], strict=False):
                before.setdefault(right, []).append(left)
            chains.append((need, key, chain))
    _order(columns, before)
    middle, total = _heights(columns, sizes, tall)
    spans, width = _spans(columns, sizes)
    reach = {place: span for column, span in zip(columns, spans, strict=True) for place in column}
    nodes = tuple(
        Node(key, level[key], left, middle[key] - tall(key) / 2, right - left, tall(key))
        for key in known
        for left, right in [reach[key]]
    )
    links = tuple(Link(a, b, _path(chain, reach, middle)) for a, b, chain in chains)
    return Layout(nodes, links, width, total, sizes)


def levels(edges: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Each node's column: the length of the longest chain of dependencies before it."""
    found: dict[str, int] = {}
    for key in TopologicalSorter(edges).static_order():
        found[key] = max((found[need] + 1 for need in edges[key]), default=0)
    return found


def _spread(edges: Mapping[str, Collection[str]], level: Mapping[str, int]) -> dict[str, int]:
    """Columns of the nodes without lines, in turn: as many as there are, but enough to be about square."""
    needed = {need for needs in edges.values() for need in needs}
    alone = [key for key, needs in edges.items() if not needs and key not in needed]
    columns = max([ceil(sqrt(len(alone))), *(column + 1 for column in level.values())])
    return {key: i % columns for i, key in enumerate(alone)}


def _order(columns: list[list[Key]], before: Mapping[Key, list[Key]]) -> None:
    after: dict[Key, list[Key]] = {}
    for right, lefts in before.items():
        for one in lefts:
            after.setdefault(one, []).append(right)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        neighbours, passes = (before, columns) if forward else (after, columns[::-1])
        for fixed, moved in zip(passes, passes[1:], strict=False):
            at = {key: (i + 0.5) / len(fixed) for i, key in enumerate(fixed)}
            now = {key: (i + 0.5) / len(moved) for i, key in enumerate(moved)}

            def mean(key: Key, at: dict[Key, float] = at, now: dict[Key, float] = now) -> float:
                near = [at[one] for one in neighbours.get(key, ())]  # noqa: B023
                return sum(near) / len(near) if near else now[key]

            moved.sort(key=mean)


def _heights(
    columns: list[list[Key]], sizes: Sizes, tall: Callable[[str], float]
) -> tuple[dict[Key, float], float]:
    """The middle of every place, columns centred beside each other; the height of the whole."""
    each = [[tall(key) if isinstance(key, str) else sizes.lane for key in column] for column in columns]
    totals = [sum(one) + sizes.gap * max(0, len(one) - 1) for one in each]
    most = max(totals, default=0.0)
    middle: dict[Key, float] = {}
    for column, heights, total in zip(columns, each, totals, strict=True):
        top = sizes.margin + (most - total) / 2
        for key, high in zip(column, heights, strict=True):
            middle[key] = top + high / 2
            top += high + sizes.gap
    return middle, most + 2 * sizes.margin


def _spans(columns: list[list[Key]], sizes: Sizes) -> tuple[list[tuple[float, float]], float]:
    """Left and right of every column, and the width of the whole."""
    found: list[tuple[float, float]] = []
    x = sizes.margin
    for column in columns:
        longest = max((len(key) for key in column if isinstance(key, str)), default=0)
        wide = min(sizes.widest, max(sizes.narrowest, longest * sizes.letter + sizes.padding))
        found.append((x, x + wide))
        x += wide + sizes.channel
    return found, max(2 * sizes.margin, x - sizes.channel + sizes.margin)


def _path(chain: list[Key], reach: Mapping[Key, tuple[float, float]], middle: Mapping[Key, float]) -> str:
    x, y = reach[chain[0]][1], middle[chain[0]]
    parts = [f"M{x:g} {y:g}"]
    for place in chain[1:]:
        (to, right), level = reach[place], middle[place]
        bend = (to - x) / 2
        parts.append(f"C{x + bend:g} {y:g} {to - bend:g} {level:g} {to:g} {level:g}")
        x, y = to, level
        if not isinstance(place, str):
            x = right
            parts.append(f"H{x:g}")
    return "".join(parts)
