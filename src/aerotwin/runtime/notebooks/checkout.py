"""A Git folder of a workspace that is this checkout: files that programs name below somebody's folder.

Databricks keeps a clone of a repository at `/Workspace/Users/<user>/<folder>`, earlier at
`/Workspace/Repos/<user>/<folder>`, with folders of the user's own in between. The Spark server has the same
rule in aerotwin.catalog.files.Roots.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

PLACE = re.compile(r"/Workspace/(?:(?:Users|Repos)/[^/]+|Shared)/(?=[^/])")


def in_checkout(path: str, bundle: Path, is_there: Callable[[str], bool]) -> str | None:
    """Where a path of a Git folder lies in the repository of the `bundle`; None if it has no such file.

    It is the longest rest of the path that is there, in the bundle's directory or in that of its repository.
    """
    place = PLACE.match(path)
    steps = path[place.end() :].rstrip("/").split("/") if place else []
    if ".." in steps:
        return None
    roots = dict.fromkeys((bundle, _repository(bundle, is_there)))
    rests = ("/".join(steps[first:]) for first in range(1, len(steps)))
    candidates = (f"{root}/{rest}" for rest in rests for root in roots)
    return next((one for one in candidates if is_there(one)), None)


def _repository(bundle: Path, is_there: Callable[[str], bool]) -> Path:
    """The directory with `.git`, at or above the bundle's; the bundle's if there is none."""
    return next((one for one in (bundle, *bundle.parents) if is_there(f"{one}/.git")), bundle)
