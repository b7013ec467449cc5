"""The dashboards of a bundle, read when they are asked for and again when their files change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.dashboards.model import Dashboard, DashboardError
from aerotwin.runtime.dashboards.read import SUFFIX, read


@dataclass(frozen=True)
class Board:
    """A dashboard and where its unqualified table names are looked up."""

    key: str
    dashboard: Dashboard
    catalog: str | None = None
    schema: str | None = None


@dataclass(frozen=True)
class Declared:
    """A dashboard as the bundle declares it."""

    key: str
    title: str
    file: Path
    catalog: str | None = None
    schema: str | None = None


def declared(bundle: Bundle) -> dict[str, Declared]:
    """The dashboards of a bundle that have a file, by key."""
    found = {}
    for key, one in bundle.resources.get("dashboards", {}).items():
        if one.get("file_path"):
            names = (_text(one.get(name)) for name in ("dataset_catalog", "dataset_schema"))
            title = str(one.get("display_name") or key)
            found[key] = Declared(key, title, Path(str(one["file_path"])), *names)
    return found


def _text(value: Any) -> str | None:
    return str(value) if value else None


def of_files(files: list[Path], catalog: str | None, schema: str | None) -> dict[str, Declared]:
    """Files as if a bundle declared them, by their names without the ending."""
    return {
        file.name.removesuffix(SUFFIX): Declared(file.name.removesuffix(SUFFIX), "", file, catalog, schema)
        for file in files
    }


class Boards:
    """Dashboards by key. Raises DashboardError for one that is not there or whose file is broken."""

    def __init__(self, known: dict[str, Declared]) -> None:
        self.known = known
        self._read: dict[str, tuple[int, Dashboard]] = {}

    def get(self, key: str) -> Board:
        """The dashboard as its file is now."""
        one = self.known.get(key)
        if one is None:
            listed = ", ".join(sorted(self.known)) or "none"
            raise DashboardError(f'There is no dashboard "{key[:80]}"; there are: {listed}.')
        try:
            stamp = one.file.stat().st_mtime_ns
        except OSError as error:
            raise DashboardError(f"{one.file}: cannot be read: {error.strerror}") from None
        kept = self._read.get(key)
        if kept is None or kept[0] != stamp:
            kept = (stamp, read(one.file, one.title))
            self._read[key] = kept
        return Board(key, kept[1], one.catalog, one.schema)
