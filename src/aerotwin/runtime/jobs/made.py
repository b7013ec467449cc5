"""What runs have made on a lakehouse: lists of names in the metastore's own directory, which go with it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aerotwin.runtime.home import Home


def made(home: Home, file: str) -> list[str]:
    """The names in the list `file`, none if there is no such list yet."""
    path = home.metastore / file
    names: list[str] = json.loads(path.read_text()) if path.is_file() else []
    return names


def record(home: Home, file: str, names: Iterable[str]) -> None:
    """Add names to the list `file`."""
    known = made(home, file)
    (home.metastore / file).write_text(json.dumps(list(dict.fromkeys([*known, *names]))))
