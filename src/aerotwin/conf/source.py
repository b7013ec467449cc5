"""YAML files read with the position of every key, so that an error can point at its line."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aerotwin.errors import AeroTwinError

KeyPath = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ConfError(AeroTwinError):
    """A configuration file, or a name given for one, is wrong."""


@dataclass(frozen=True)
class Source:
    """A parsed YAML file: its content and the line (from 1) of every key path."""

    file: Path
    content: Any
    lines: dict[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """Line of the key, or of its nearest parent that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def value(self, path: KeyPath) -> Any:
        """The value at a key path; raises KeyError, IndexError or TypeError when there is none."""
        value = self.content
        for step in path:
            value = value[step]
        return value


def read(file: Path) -> Source:
    """Parse a YAML mapping; raises ConfError with file, line and key when it cannot be."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfError(f"{file}: is not UTF-8 text (byte {error.start})") from error
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[KeyPath, int] = {(): 1}
            if node is not None:
                _locate(file, node, (), lines)
            content = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise ConfError(_broken(file, text, error)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ConfError(f"{file}: is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfError(f"{file}:1: must be a mapping of keys to values, not {type(content).__name__}")
    return Source(file, content, lines)


def _locate(file: Path, node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            child = (*path, str(key.value))
            if child in lines:
                first = lines[child]
                line = key.start_mark.line + 1
                raise ConfError(f"{file}:{line}: {dotted(child)}: stands twice (first on line {first})")
            lines[child] = key.start_mark.line + 1
            _locate(file, value, child, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*path, index)] = item.start_mark.line + 1
            _locate(file, item, (*path, index), lines)


def _broken(file: Path, text: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark is not None else 0
    rows = text.splitlines()[: line + 1]
    keys = [match[1] for row in rows if (match := re.match(r"[\s-]*([\w.]+)\s*:", row))]
    where = f"{keys[-1]}: " if keys else ""
    return f"{file}:{line + 1}: {where}is not YAML: {error.problem or error.context}"


def dotted(path: KeyPath) -> str:
    """A key path as people write it: sensors[0].noise."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
