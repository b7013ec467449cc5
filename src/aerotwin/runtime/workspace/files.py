"""`w.files`: files of volumes."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from databricks.sdk.errors import AlreadyExists, NotFound
from databricks.sdk.service import files as sdk

from aerotwin.runtime.notebooks.paths import local
from aerotwin.runtime.workspace.service import Local


class Files(Local):
    """Files below `/Volumes`, as the SDK's Files service has them."""

    def upload(
        self, file_path: str, contents: BinaryIO | bytes, *, overwrite: bool | None = None, **_: object
    ) -> None:
        """Write a file; bytes are taken as well, since the SDK's own client takes them.

        Raises AlreadyExists if it is there and may not be overwritten.
        """
        target = Path(local(file_path))
        if target.exists() and not overwrite:
            raise AlreadyExists(f"The file {file_path} exists.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            shutil.copyfileobj(io.BytesIO(contents) if isinstance(contents, bytes) else contents, stream)

    def download(self, file_path: str) -> sdk.DownloadResponse:
        """A file, whole. Raises NotFound."""
        content = _existing(file_path).read_bytes()
        return sdk.DownloadResponse(content_length=len(content), contents=io.BytesIO(content))

    def delete(self, file_path: str) -> None:
        """Remove a file. Raises NotFound."""
        _existing(file_path).unlink()

    def get_metadata(self, file_path: str) -> sdk.GetMetadataResponse:
        """A file's size. Raises NotFound."""
        return sdk.GetMetadataResponse(content_length=_existing(file_path).stat().st_size)

    def create_directory(self, directory_path: str) -> None:
        """Make a directory and those above it."""
        Path(local(directory_path)).mkdir(parents=True, exist_ok=True)

    def get_directory_metadata(self, directory_path: str) -> None:
        """Nothing, if the directory is there. Raises NotFound."""
        if not _existing(directory_path).is_dir():
            raise NotFound(f"{directory_path} is not a directory.")

    def delete_directory(self, directory_path: str) -> None:
        """Remove an empty directory. Raises NotFound."""
        _existing(directory_path).rmdir()

    def list_directory_contents(self, directory_path: str, **_: object) -> Iterator[sdk.DirectoryEntry]:
        """The entries of a directory, by name. Raises NotFound."""
        for one in sorted(_existing(directory_path).iterdir()):
            status = one.stat()
            yield sdk.DirectoryEntry(
                path=f"{directory_path.rstrip('/')}/{one.name}",
                name=one.name,
                is_directory=one.is_dir(),
                file_size=None if one.is_dir() else status.st_size,
                last_modified=int(status.st_mtime * 1000),
            )


def _existing(path: str) -> Path:
    there = Path(local(path))
    if not there.exists():
        raise NotFound(f"{path} does not exist.")
    return there
