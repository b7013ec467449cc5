"""Jobs whose files Databricks takes from a git repository: run from this checkout if it is one of that.

Source: Jobs API, `git_source` and the tasks' `source`: GIT unless a task says WORKSPACE.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aerotwin.runtime.bundle.node import Node, walk

# Where a task says which file it runs: the last keys of the mapping's path -> the field.
FIELDS: dict[tuple[str, ...], str] = {
    ("notebook_task",): "notebook_path",
    ("spark_python_task",): "python_file",
    ("dbt_task",): "project_directory",
    ("sql_task", "file"): "path",
}
URL = re.compile(r"(?:[a-z+]+://)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?/?")


def localize(resources: Node, root: Path) -> None:
    """In place: paths in the repository that `root` is a checkout of become absolute ones of this checkout.

    Tasks of other repositories keep `source: GIT`. Files without any remote, an unpacked archive, are taken
    for the repository.
    """
    jobs = resources.get("jobs")
    for _, job in jobs.items() if jobs else ():
        url = job.get("git_source", "git_url")
        own = url is not None and _is_own(str(url.value), root)
        for holder, field in _holders(job):
            said = holder.get("source")
            if (str(said.value) if said else "GIT" if job.get("git_source") else "WORKSPACE") != "GIT":
                continue
            path = holder.get(field)
            text = str(path.value) if path else ""
            holder.value["source"] = Node("WORKSPACE" if own else "GIT", holder.at)
            if own:
                holder.value[field] = Node(str(_base(root, text) / text), path.at if path else holder.at)


def elsewhere(kind: str, spec: Mapping[str, Any]) -> bool:
    """Whether the file of a localized task of type `kind` lies in a repository that is not here."""
    return any(
        (spec.get("file") or {} if keys[1:] else spec).get("source") == "GIT"
        for keys in FIELDS
        if keys[0] == kind
    )


def _holders(job: Node) -> Iterator[tuple[Node, str]]:
    for path, node in list(walk(job)):
        for keys, field in FIELDS.items():
            if node.is_map and path[-len(keys) :] == keys:
                yield node, field


def _is_own(url: str, root: Path) -> bool:
    remotes = [line.split(" ", 1)[1] for line in _git(root, "config", "--get-regexp", r"remote\..*\.url")]
    return not remotes or _normal(url) in map(_normal, remotes)


def _normal(url: str) -> str:
    """Host and path, by whatever protocol and as whoever."""
    found = URL.fullmatch(url.strip())
    return "/".join(found.groups()).lower() if found else url


def _base(root: Path, text: str) -> Path:
    """The top of the repository; without one the nearest directory upward that has the file."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top:
        return Path(top[0])
    holds = (one for one in (root, *root.parents) if text and any(one.glob(f"{text}*")))
    return next(holds, root)


def _git(root: Path, *words: str) -> list[str]:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []
