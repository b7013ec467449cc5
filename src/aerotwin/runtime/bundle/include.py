"""The files of a bundle: databricks.yml and what it includes."""

from __future__ import annotations

import glob
import posixpath
from pathlib import Path

from aerotwin.runtime.bundle.merge import merge
from aerotwin.runtime.bundle.model import BundleError, Problem
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.bundle.yamlfile import read
from aerotwin.runtime.home import BUNDLE_FILES


def read_files(root: Path) -> tuple[Node, list[Problem]]:
    """All files of the bundle at `root` as one tree, and what is wrong among them.

    Positions name files relative to `root`. Raises BundleError if a file is missing or not YAML.
    """
    main = next((root / name for name in BUNDLE_FILES if (root / name).is_file()), None)
    if main is None:
        raise BundleError(Problem("error", f"{root} has no databricks.yml: it is not a bundle's directory"))
    tree, problems = read(main, main.relative_to(root))
    _require_map(tree, main.relative_to(root))
    include = tree.get("include")
    trees = [tree]
    seen = set(BUNDLE_FILES)
    for pattern in include.value if include and include.is_list else []:
        text = str(pattern.value)
        if text.startswith("/"):
            problems.append(
                Problem.at(pattern.at, f"{text} is absolute; includes are relative paths", "include")
            )
            continue
        files = [Path(file) for file in sorted(glob.glob(text, root_dir=root))]  # noqa: PTH207
        if not files and not glob.has_magic(text):
            problems.append(Problem.at(pattern.at, f"{text} does not exist", "include"))
        wrong = [file for file in files if file.suffix not in {".yml", ".yaml", ".json"}]
        for file in wrong:
            message = f"{file} is no YAML or JSON file; files to upload belong under sync.include"
            problems.append(Problem.at(pattern.at, message, "include"))
        # Of a file that several patterns match the first counts.
        files = [file for file in files if file not in wrong and posixpath.normpath(file) not in seen]
        seen |= {posixpath.normpath(file) for file in files}
        for file in files:
            part, doubled = read(root / file, file)
            _require_map(part, file)
            problems.extend(doubled)
            trees.append(part)
    problems.extend(_declared_twice(trees))
    for part in trees[1:]:
        tree = merge(tree, part)
    return tree, problems


def _require_map(tree: Node, file: Path) -> None:
    if not tree.is_map:
        raise BundleError(Problem.at(tree.at, f"{file} must be a mapping of keys to values"))


def _declared_twice(trees: list[Node]) -> list[Problem]:
    """Resources with a key that another one has; keys are shared by all kinds, as in the CLI."""
    seen: dict[str, str] = {}
    problems = []
    for tree in trees:
        resources = tree.get("resources")
        for kind, entries in resources.items() if resources else ():
            for key, node in entries.items():
                at = entries.key_at(key)
                place = f"resources.{kind}.{key} in {at.file}:{at.line}:{at.column}"
                if key in seen:
                    message = f'the resource key "{key}" is taken by {seen[key]}'
                    problems.append(
                        Problem.at(at if at.line else node.at, message, f"resources.{kind}.{key}")
                    )
                seen.setdefault(key, place)
    return problems
