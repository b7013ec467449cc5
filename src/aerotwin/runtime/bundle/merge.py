"""Lay one part of a bundle over another: included files, then the target."""

from __future__ import annotations

from aerotwin.runtime.bundle.node import Node, Step

# Sequences whose entries the CLI joins by a key instead of appending.
JOINED_BY = {
    "tasks": "task_key",
    "job_clusters": "job_cluster_key",
    "environments": "environment_key",
    "parameters": "name",
    "clusters": "label",
}


def merge(below: Node, above: Node, path: tuple[Step, ...] = ()) -> Node:
    """`above` over `below`: mappings join, sequences append (or join by key), anything else is replaced."""
    if below.is_map and above.is_map:
        result = dict(below.value)
        for key, value in above.value.items():
            result[key] = merge(result[key], value, (*path, key)) if key in result else value
        return Node(result, below.at if below.value else above.at, {**below.keys_at, **above.keys_at})
    if below.is_list and above.is_list:
        key = JOINED_BY.get(str(path[-1])) if path else None
        if key is not None and "resources" in path:
            return _join(below, above, key, path)
        return Node([*below.value, *above.value], below.at)
    return above if above.value is not None else below


def _join(below: Node, above: Node, key: str, path: tuple[Step, ...]) -> Node:
    items: list[Node] = list(below.value)
    index = {_name(node, key): place for place, node in enumerate(items) if _name(node, key) is not None}
    for node in above.value:
        place = index.get(_name(node, key))
        if place is None:
            items.append(node)
        else:
            items[place] = merge(items[place], node, (*path, place))
    return Node(items, below.at)


def _name(node: Node, key: str) -> object:
    named = node.get(key)
    return named.value if named else None
