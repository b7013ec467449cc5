"""dbutils.fs on the local home."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.help import Helpful
from aerotwin.runtime.notebooks.paths import local

_CLOUD = re.compile(r"(s3[an]?|abfss?|wasbs?|gs|adl|https?|hdfs)://?", re.IGNORECASE)


class FileInfo(NamedTuple):
    """A file or directory (`name` and `path` then end in /); size in bytes, time in milliseconds."""

    path: str
    name: str
    size: int
    modificationTime: int

    def isDir(self) -> bool:
        """Whether it is a directory."""
        return self.name.endswith("/")

    def isFile(self) -> bool:
        """Whether it is a file."""
        return not self.isDir()


class Files(Helpful):
    """File operations on `/Volumes`, `dbfs:/`, `file:/` and `/Workspace`; a bare `/x` is `dbfs:/x`."""

    def ls(self, path: str) -> list[FileInfo]:
        """What lies in a directory, by name; a file itself."""
        there = _existing(path)
        if there.is_file():
            return [_info(path, there)]
        return [_info(f"{path.rstrip('/')}/{one.name}", one) for one in sorted(there.iterdir())]

    def head(self, file: str, maxBytes: int = 65536) -> str:
        """The first bytes of a file as UTF-8 text."""
        with _existing(file).open("rb") as stream:
            return stream.read(maxBytes).decode("utf-8", "ignore")

    def put(self, file: str, contents: str, overwrite: bool = False) -> bool:
        """Write text as UTF-8. Raises AeroTwinError if the file is there and may not be overwritten."""
        target = _local(file)
        if target.exists() and not overwrite:
            raise AeroTwinError(f"{file} exists; pass overwrite=True to replace it.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(contents, encoding="utf-8")
        return True

    def mkdirs(self, dir: str) -> bool:
        """Make a directory and those above it."""
        _local(dir).mkdir(parents=True, exist_ok=True)
        return True

    def cp(self, from_: str, to: str, recurse: bool = False) -> bool:
        """Copy a file, or with `recurse` a directory."""
        source, target = _existing(from_), _local(to)
        if source.is_dir():
            _need_recurse(from_, recurse)
            shutil.copytree(source, target, dirs_exist_ok=True)
            return True
        if target.is_dir() or to.endswith("/"):
            target = target / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return True

    def mv(self, from_: str, to: str, recurse: bool = False) -> bool:
        """Move a file, or with `recurse` a directory."""
        self.cp(from_, to, recurse)
        return self.rm(from_, recurse)

    def rm(self, dir: str, recurse: bool = False) -> bool:
        """Remove a file, or with `recurse` a directory; False if there is none."""
        target = _local(dir)
        if not target.exists():
            return False
        if target.is_dir():
            if any(target.iterdir()):
                _need_recurse(dir, recurse)
            shutil.rmtree(target)
        else:
            target.unlink()
        return True

    def mounts(self) -> list[Any]:
        """No storage is mounted here."""
        return []

    def refreshMounts(self) -> bool:
        """There is nothing to refresh."""
        return True

    def mount(self, source: str, mountPoint: str, *_args: Any, **_kwargs: Any) -> bool:
        """Refused: raises AeroTwinError."""
        raise AeroTwinError(
            f"dbutils.fs.mount is not runnable locally: {source} is storage of a cloud. Put the files into "
            f"{_local(mountPoint)} to have them at {mountPoint}."
        )

    updateMount = mount

    def unmount(self, mountPoint: str) -> bool:
        """Refused: raises AeroTwinError."""
        raise AeroTwinError(f"dbutils.fs.unmount: nothing is mounted locally at {mountPoint}.")


def _local(path: str) -> Path:
    cloud = _CLOUD.match(path)
    if cloud:
        raise AeroTwinError(
            f"{path} is not reachable locally: {cloud.group(1)} is storage of a cloud. Files lie in "
            "/Volumes, dbfs:/, file:/ and /Workspace."
        )
    rooted = path.startswith("/") and not f"{path}/".startswith(("/Volumes/", "/Workspace/", "/dbfs/"))
    return Path(local(f"dbfs:{path}" if rooted else path))


def _existing(path: str) -> Path:
    there = _local(path)
    if path.rstrip("/") in ("", "dbfs:"):
        # The root is there before anything lies in it.
        there.mkdir(parents=True, exist_ok=True)
    if not there.exists():
        raise FileNotFoundError(f"No such file or directory: {path} (locally {there})")
    return there


def _need_recurse(path: str, recurse: bool) -> None:
    if not recurse:
        raise AeroTwinError(f"{path} is a directory; pass recurse=True.")


def _info(path: str, there: Path) -> FileInfo:
    full = path if ":" in path.split("/")[0] else f"dbfs:{path}"
    status = there.stat()
    slash = "/" if there.is_dir() else ""
    size = 0 if slash else status.st_size
    return FileInfo(full + slash, there.name + slash, size, int(status.st_mtime * 1000))
