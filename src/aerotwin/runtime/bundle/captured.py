"""Schemas of the bundle that its other resources name without a reference to them.

The CLI takes such a name for `${resources.schemas.<key>.name}`, so that it gets the prefix of a target in
development mode and is created first. In its source that is the mutator for schema dependencies.
"""

from __future__ import annotations

from aerotwin.runtime.bundle.node import Node

# The fields of a kind of resource: its catalog, and what names a schema in that.
FIELDS = {
    "pipelines": ("catalog", ("schema", "target")),
    "volumes": ("catalog_name", ("schema_name",)),
    "registered_models": ("catalog_name", ("schema_name",)),
}


def capture(resources: Node) -> None:
    """In place: what names a schema of `resources` by its catalog and name refers to it.

    To be done before names get their prefix.
    """
    known = {
        (_text(schema, "catalog_name"), _text(schema, "name")): key
        for key, schema in (resources.get("schemas") or Node({}, resources.at)).items()
    }
    for kind, (catalog, fields) in FIELDS.items():
        for _, resource in (resources.get(kind) or Node({}, resources.at)).items():
            for name in fields:
                named = resource.get(name)
                key = known.get((_text(resource, catalog), _text(resource, name)))
                if named is not None and named.value and key:
                    resource.value[name] = Node(f"${{resources.schemas.{key}.name}}", named.at)


def _text(resource: Node, key: str) -> str:
    node = resource.get(key)
    return str(node.value) if node is not None else ""
