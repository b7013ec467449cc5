"""The schemas that a schema location remembers, one file a version, as Auto Loader keeps them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

FOLDER = "_schemas"
# File systems keep times of a second or less; a file may be written while its folder is looked at.
MARGIN_SECONDS = 2


@dataclass(frozen=True)
class Store:
    """A schema location."""

    path: Path

    def latest(self) -> tuple[StructType, float] | None:
        """The latest schema and when its files were looked at, in seconds since the epoch."""
        from pyspark.sql.types import StructType

        versions = self._versions()
        if not versions:
            return None
        head, _, body = (self._folder / str(versions[-1])).read_text().partition("\n")
        assert head == "v1"
        kept = json.loads(body)
        return StructType.fromJson(json.loads(kept["dataSchemaJson"])), float(kept["lookedAt"])

    def keep(self, schema: StructType, looked_at: float) -> None:
        """Remember a schema as the latest."""
        self._folder.mkdir(parents=True, exist_ok=True)
        body = json.dumps({"dataSchemaJson": schema.json(), "lookedAt": looked_at})
        versions = self._versions()
        target = self._folder / str(versions[-1] + 1 if versions else 0)
        part = target.with_name(f".{target.name}")
        part.write_text(f"v1\n{body}")
        part.replace(target)

    def started(self) -> float:
        """When this location was first asked, in seconds since the epoch: now, if it never was."""
        file = self.path / "_started"
        if not file.exists():
            self.path.mkdir(parents=True, exist_ok=True)
            file.write_text(str(time.time()))
        return float(file.read_text())

    @property
    def _folder(self) -> Path:
        return self.path / FOLDER

    def _versions(self) -> list[int]:
        return sorted(int(one.name) for one in self._folder.glob("[0-9]*")) if self._folder.is_dir() else []
