"""Replace `${bundle.…} ${var.…} ${workspace.…} ${resources.…}` by their values."""

from __future__ import annotations

import difflib
import re

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node, Step, dotted

REFERENCE = re.compile(r"\$\{([a-zA-Z][\w-]*(?:(?:\.[a-zA-Z_][\w-]*|\[\d+\]))+)\}")
PREFIXES = ("bundle", "var", "variables", "workspace", "resources", "artifacts")


class Resolver:
    """Resolves references against one tree, remembering what it could not resolve.

    A string that is nothing but one reference takes the value's type; within text the value must be a scalar.
    References that stay unresolved are left as written.
    """

    def __init__(self, tree: Node, variables: dict[str, Node]) -> None:
        self.tree = tree
        self.variables = variables
        self.problems: list[Problem] = []

    def resolve(self, node: Node, path: tuple[Step, ...] = (), stack: tuple[str, ...] = ()) -> Node:
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

        return Node(REFERENCE.sub(replace, node.value), node.at)

    def _lookup(self, name: str, node: Node, path: tuple[Step, ...], stack: tuple[str, ...]) -> Node | None:
        steps = _steps(name)
        if steps[0] not in PREFIXES:
            return None
        if name in stack:
            circle = " -> ".join(f"${{{one}}}" for one in (*stack[stack.index(name) :], name))
            self._problem(node, path, f"references go in a circle: {circle}")
            return None
        found = self._target(steps)
        if found is None:
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
        if found is None and steps[0] == "resources" and len(steps) == 4 and steps[3] in {"id", "url"}:
            owner = self.tree.get(*steps[:3])
            # Locally a resource's key is its id: keys are unique over all kinds.
            return Node(str(steps[2]), owner.at) if owner else None
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


def _steps(name: str) -> list[Step]:
    return [int(part[1:-1]) if part[0] == "[" else part for part in re.findall(r"[^.\[\]]+|\[\d+\]", name)]


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
