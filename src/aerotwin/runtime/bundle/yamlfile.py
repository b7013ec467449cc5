"""Read one YAML file into nodes, the way the Databricks CLI does.

Three things differ from PyYAML's own loading: positions are kept; of `<<: [*a, *b]` the last wins; and only
`true` and `false` are booleans (YAML 1.2), so that a key `on` or a value `no` stays text. Of a key that is
written twice the last counts.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import yaml

from aerotwin.runtime.bundle.model import BundleError, Problem
from aerotwin.runtime.bundle.node import Node, Position

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read(file: Path, shown: Path) -> tuple[Node, list[Problem]]:
    """The content of `file` and its duplicate keys; `shown` is how messages name it.

    Raises BundleError with line, column and the key it happened in if it is not YAML.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(Problem("error", f"cannot be read: {error}", file=str(shown))) from None
    try:
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        raise BundleError(_syntax(error, text, shown)) from None
    except yaml.YAMLError as error:
        raise BundleError(Problem("error", f"is not YAML: {error}", file=str(shown))) from None
    problems: list[Problem] = []
    if root is None:
        return Node({}, Position(shown)), problems
    return _convert(root, shown, (), problems, {}), problems


def _syntax(error: yaml.MarkedYAMLError, text: str, shown: Path) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = (mark.line if mark else 0) + 1
    column = (mark.column if mark else 0) + 1
    above = text.splitlines()[:line]
    keys = [match.group(1) for row in above if (match := re.match(r"\s*-?\s*([\w.\-]+)\s*:", row))]
    near = f' near the key "{keys[-1]}"' if keys else ""
    return Problem("error", f"broken YAML{near}: {error.problem}", "", str(shown), line, column)


def _position(node: yaml.Node, shown: Path) -> Position:
    return Position(shown, node.start_mark.line + 1, node.start_mark.column + 1)


def _convert(
    node: yaml.Node, shown: Path, path: tuple[str, ...], problems: list[Problem], done: dict[int, Node]
) -> Node:
    if id(node) in done:
        done[id(node)].anchored = True
        return done[id(node)]
    at = _position(node, shown)
    if isinstance(node, yaml.MappingNode):
        result = _mapping(node, shown, path, problems, done)
    elif isinstance(node, yaml.SequenceNode):
        items = [
            _convert(child, shown, (*path, str(i)), problems, done) for i, child in enumerate(node.value)
        ]
        result = Node(items, at)
    else:
        result = Node(_scalar(node), at)
    done[id(node)] = result
    return result


def _mapping(
    node: yaml.MappingNode, shown: Path, path: tuple[str, ...], problems: list[Problem], done: dict[int, Node]
) -> Node:
    merged: dict[str, Node] = {}
    own: dict[str, Node] = {}
    keys_at: dict[str, Position] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            message = "a key must be a text; a value that begins with `{{` needs quotes"
            raise BundleError(Problem.at(_position(key_node, shown), message, ".".join(path)))
        key = str(key_node.value)
        value = _convert(value_node, shown, (*path, key), problems, done)
        if key_node.tag == "tag:yaml.org,2002:merge":
            for source in value.value if value.is_list else [value]:
                merged.update(source.value if source.is_map else {})
                keys_at = {**source.keys_at, **keys_at}
            continue
        at = _position(key_node, shown)
        if key in own:
            first = keys_at[key]
            message = f'duplicate key "{key}" (first on line {first.line}): the last one counts'
            problems.append(Problem.at(at, message, ".".join((*path, key)), severity="warning"))
        own[key] = value
        keys_at[key] = at
    return Node({**merged, **own}, _position(node, shown), keys_at)


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return BOOLEANS.get(text, text)
    with contextlib.suppress(ValueError):
        if kind == "int":
            return int(text.replace("_", ""), 0) if not re.match(r"^[-+]?0\d", text) else int(text, 8)
        if kind == "float":
            return float(text.replace(".inf", "inf").replace(".nan", "nan").replace("_", ""))
    return text
