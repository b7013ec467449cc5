"""Replace `${bundle.…} ${var.…} ${workspace.…} ${resources.…}` by their values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Step, dotted

REFERENCE = re.compile(r"\$\{([a-zA-Z][\w-]*(?:(?:\.[a-zA-Z_][\w-]*|\[\d+\]))+)\}")
NESTED = re.compile(r"\$\{[^}]*\$\{")
MAX_NESTING = 10
PREFIXES = ("bundle", "var", "variables", "workspace", "resources", "artifacts")


class Resolver:
    """Resolves references against one tree, remembering what it could not resolve.

    A string that is nothing but one reference takes the value's type; within text the value must be a scalar.
    References that stay unresolved are left as written.
    """

    def __init__(
        self,
        tree: Node,
        variables: dict[str, Node],
        prefixes: tuple[str, ...] = PREFIXES,
        unset: Mapping[str, bool] | None = None,
    ) -> None:
        """Resolve what begins with `prefixes`; `unset`: variables without value, True if looked up."""
        self.tree = tree
        self.variables = variables
        self.prefixes = prefixes
        self.unset = unset or {}
        self.problems: list[Problem] = []

    def resolve(
        self, node: Node, path: tuple[Step, ...] = (), stack: tuple[str, ...] = (), depth: int = 0
    ) -> Node:
        """`node` with every reference below it replaced; `path` names it in messages."""
        if node.is_map:
            children = {key: self.resolve(child, (*path, key), stack) for key, child in node.items()}
            return Node(children, node.at, node.keys_at)
        if node.is_list:
            items = [self.resolve(child, (*path, i), stack) for i, child in enumerate(node.value)]
            return Node(items, node.at)
        if not isinstance(node.value, str) or "${" not in node.value:
            return Node(node.value, node.at)
        whole = REFERENCE.fullmatch(node.value)
        if whole:
            found = self._lookup(whole.group(1), node, path, stack)
            return Node(found.value, node.at, found.keys_at) if found else node

        def replace(match: re.Match[str]) -> str:
            found = self._lookup(match.group(1), node, path, stack)
            if found is None:
                return match.group(0)
            if found.is_map or found.is_list:
                self._problem(node, path, f"{match.group(0)} is not text, so it cannot be part of a text")
                return match.group(0)
            return _text(found.value)

        text = REFERENCE.sub(replace, node.value)
        # A reference may be put together from others: ${var.host_${bundle.target}}.
        if text != node.value and NESTED.search(node.value) and depth < MAX_NESTING:
            return self.resolve(Node(text, node.at), path, stack, depth + 1)
        return Node(text, node.at)

    def _lookup(self, name: str, node: Node, path: tuple[Step, ...], stack: tuple[str, ...]) -> Node | None:
        steps = _steps(name)
        if steps[0] not in self.prefixes:
            return None
        if name in stack:
            circle = " -> ".join(f"${{{one}}}" for one in (*stack[stack.index(name) :], name))
            self._problem(node, path, f"references go in a circle: {circle}")
            return None
        found = self._target(steps)
        if found is None:
            name_of_variable = str(steps[1]) if steps[0] == "var" else ""
            if self.unset.get(name_of_variable) and not _is_compute(path):
                message = f"{name_of_variable} is looked up in a workspace, so ${{{name}}} has no value here"
                self._problem(node, path, f"{message}; pass --var {name_of_variable}=…")
            elif name_of_variable not in self.unset:
                self._problem(node, path, self._missing(name, steps))
            return None
        return self.resolve(found, path, (*stack, name))

    def _target(self, steps: list[Step]) -> Node | None:
        if steps[0] == "variables" and steps[-1] in {"value", "default"}:
            steps = ["var", *steps[1:-1]]
        if steps[0] == "var":
            variable = self.variables.get(str(steps[1]))
            while variable is not None and len(steps) > 2 and isinstance(variable.value, str):
                inner = self.resolve(variable)
                if inner.value == variable.value:
                    break
                variable = inner
            return variable.get(*steps[2:]) if variable else None
        found = self.tree.get(*steps)
        if found is None and steps[0] == "resources" and len(steps) == 4:
            owner = self.tree.get(*steps[:3])
            value = deployed_field(str(steps[1]), str(steps[2]), str(steps[3]), owner) if owner else None
            return self.resolve(Node(value, owner.at)) if owner and value is not None else None
        return found

    def _missing(self, name: str, steps: list[Step]) -> str:
        if steps[0] == "var":
            known = list(self.variables)
            where = "variables with a value"
        else:
            parent = list(steps)
            while parent and self.tree.get(*parent) is None:
                parent.pop()
            above = self.tree.get(*parent) if parent else None
            known = list(above.value) if above is not None and above.is_map else []
            where = dotted(tuple(parent)) or "the bundle"
        wrong = str(steps[1] if steps[0] == "var" else steps[min(len(parent), len(steps) - 1)])
        close = difflib.get_close_matches(wrong, known, 1)
        hint = f'; did you mean "{close[0]}"?' if close else f"; {where}: {', '.join(known) or 'none'}"
        return f"reference does not exist: ${{{name}}}{hint}"

    def _problem(self, node: Node, path: tuple[Step, ...], message: str) -> None:
        problem = Problem.at(node.at, message, dotted(path))
        if problem not in self.problems:
            self.problems.append(problem)


def deployed_field(kind: str, key: str, name: str, resource: Node) -> str | None:
    """A field that a resource has only once deployed; locally a resource's key is its id, as keys are unique.

    Unity Catalog's objects have their full names as ids.
    """
    parts = {
        "catalogs": ("name",),
        "schemas": ("catalog_name", "name"),
        "volumes": ("catalog_name", "schema_name", "name"),
        "registered_models": ("catalog_name", "schema_name", "name"),
    }.get(kind)
    if parts and name in {"id", "full_name", "volume_path"}:
        texts = [str(node.value) for part in parts if (node := resource.get(part))]
        if len(texts) == len(parts):
            is_path = kind == "volumes" and name == "volume_path"
            return "/Volumes/" + "/".join(texts) if is_path else ".".join(texts)
    if name in {"id", "url"} or name.endswith("_id"):
        return key
    return None


def _is_compute(path: tuple[Step, ...]) -> bool:
    """Whether a field names compute or a grantee, which means nothing locally."""
    text = str(path[-1]) if path else ""
    return (
        (text.endswith("_id") and text not in {"job_id", "pipeline_id"})
        or text.endswith("_name")
        or (
            bool(
                {"permissions", "grants", "run_as", "new_cluster", "notifications"}
                & {str(step) for step in path}
            )
        )
    )


def _steps(name: str) -> list[Step]:
    return [int(part[1:-1]) if part[0] == "[" else part for part in re.findall(r"[^.\[\]]+|\[\d+\]", name)]


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
