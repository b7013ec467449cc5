"""`w.workspace`: files and directories below `/Workspace`, which lie in the home or are the bundle's own."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from databricks.sdk.errors import ResourceAlreadyExists, ResourceDoesNotExist
from databricks.sdk.service import workspace as sdk

from aerotwin.runtime.notebooks.paths import local
from aerotwin.runtime.workspace.service import Local


class Workspace(Local):
    """Paths are those of a workspace, with or without `/Workspace` before them."""

    def mkdirs(self, path: str) -> None:
        """Make a directory and those above it."""
        _file(path).mkdir(parents=True, exist_ok=True)

    def get_status(self, path: str) -> sdk.ObjectInfo:
        """What lies at a path. Raises ResourceDoesNotExist."""
        return _info(path, _existing(path))

    def list(self, path: str, *, recursive: bool | None = False, **_: object) -> Iterator[sdk.ObjectInfo]:
        """The entries of a directory, by name. Raises ResourceDoesNotExist."""
        for one in sorted(_existing(path).iterdir()):
            below = f"{path.rstrip('/')}/{one.name}"
            if recursive and one.is_dir():
                yield from self.list(below, recursive=True)
            else:
                yield _info(below, one)

    def upload(
        self, path: str, content: bytes | BinaryIO, *, overwrite: bool | None = False, **_: object
    ) -> None:
        """Write a file. Raises ResourceAlreadyExists if it is there and may not be overwritten."""
        file = _file(path)
        if file.exists() and not overwrite:
            raise ResourceAlreadyExists(f"Path ({path}) already exists.")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.read())

    def import_(
        self, path: str, *, content: str | None = None, overwrite: bool | None = None, **_: object
    ) -> None:
        """Write a file whose content is in base64."""
        self.upload(path, base64.b64decode(content or ""), overwrite=overwrite)

    def download(self, path: str, **_: object) -> BinaryIO:
        """A file's content. Raises ResourceDoesNotExist."""
        return io.BytesIO(_existing(path).read_bytes())

    def export(self, path: str, **_: object) -> sdk.ExportResponse:
        """A file's content in base64. Raises ResourceDoesNotExist."""
        return sdk.ExportResponse(content=base64.b64encode(_existing(path).read_bytes()).decode())

    def delete(self, path: str, *, recursive: bool | None = None) -> None:
        """Remove a file, an empty directory or, with `recursive`, any. Raises ResourceDoesNotExist."""
        there = _existing(path)
        if there.is_dir():
            shutil.rmtree(there) if recursive else there.rmdir()
        else:
            there.unlink()


def _file(path: str) -> Path:
    rooted = path if path.startswith(("/Workspace/", "/Volumes/")) else f"/Workspace{path}"
    return Path(local(rooted))


def _existing(path: str) -> Path:
    there = _file(path)
    if not there.exists():
        raise ResourceDoesNotExist(f"Path ({path}) doesn't exist.")
    return there


def _info(path: str, there: Path) -> sdk.ObjectInfo:
    status = there.stat()
    return sdk.ObjectInfo(
        path=path,
        object_type=sdk.ObjectType.DIRECTORY if there.is_dir() else sdk.ObjectType.FILE,
        size=None if there.is_dir() else status.st_size,
        modified_at=int(status.st_mtime * 1000),
    )
