"""A job's tasks as a graph: key -> keys it depends on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

Edges = Mapping[str, Collection[str]]


def find_cycle(edges: Edges) -> list[str]:
    """One circle of dependencies, its first key repeated at the end; empty if there is none."""
    done: set[str] = set()
    for start in edges:
        trail: list[str] = []
        on_trail: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                trail.pop()
                on_trail.discard(key)
                done.add(key)
            elif key in on_trail:
                return [*trail[trail.index(key) :], key]
            elif key not in done:
                trail.append(key)
                on_trail.add(key)
                stack.append((key, True))
                stack.extend((next_key, False) for next_key in edges.get(key, ()))
    return []


def dependants(edges: Edges) -> dict[str, list[str]]:
    """Each key -> the keys that depend on it directly."""
    result: dict[str, list[str]] = {key: [] for key in edges}
    for key, needs in edges.items():
        for need in needs:
            result[need].append(key)
    return result


def downstream(edges: Edges, keys: Collection[str]) -> set[str]:
    """`keys` and everything that depends on them, directly or not."""
    after = dependants(edges)
    reached: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(after[key])
    return reached


def topological(edges: Edges) -> list[str]:
    """The keys with every dependency before its dependants. The graph must have no circle."""
    missing = {key: len(set(needs)) for key, needs in edges.items()}
    after = dependants({key: set(needs) for key, needs in edges.items()})
    ready = [key for key, count in missing.items() if count == 0]
    for key in ready:
        for next_key in after[key]:
            missing[next_key] -= 1
            if missing[next_key] == 0:
                ready.append(next_key)
    return ready


def remaining(edges: Edges, seconds: Mapping[str, float]) -> dict[str, float]:
    """Each key -> length of the longest chain from it to the end, itself included.

    A task counts as its `seconds` (of an earlier run), one that has none as their mean, or 1.
    """
    usual = sum(seconds.values()) / len(seconds) if seconds else 1.0
    after = dependants(edges)
    result: dict[str, float] = {}
    for key in reversed(topological(edges)):
        result[key] = seconds.get(key, usual) + max((result[one] for one in after[key]), default=0.0)
    return result


def leaves(edges: Edges) -> set[str]:
    """The keys that nothing depends on."""
    return {key for key, after in dependants(edges).items() if not after}
