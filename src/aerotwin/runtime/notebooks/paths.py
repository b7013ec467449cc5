"""Where Databricks' paths lie locally. The Spark server has the same rule in aerotwin.catalog.files.Roots.

To that `/tmp/x` and `/mnt/x` are of dbfs too, unless they are there; to Python they are this machine's.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import re
from os import stat as _stat  # as it is: these rules are those of the mapped one
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home, find_bundle_root
from aerotwin.runtime.notebooks.checkout import in_checkout

ROOTS = ("/Volumes/", "/dbfs/", "/Workspace/", "/databricks-datasets/")
_FILES = re.compile(r"^/Workspace/(?:Users|Shared)/.*?\.bundle/.+?/files(?=/|$)")


def is_mapped(path: str) -> bool:
    """Whether `path` is one of a workspace rather than of this machine."""
    return f"{path}/".startswith(ROOTS) or _is_deployed(path)


def _is_deployed(path: str) -> bool:
    """Whether a program has put `/files` after the bundle's root path, below which they lie when deployed."""
    root = os.environ.get("AEROTWIN_BUNDLE_ROOT")
    return bool(root) and f"{path}/".startswith(f"{root}/files/") and not _is_there(f"{root}/files")


def _is_there(path: str) -> bool:
    try:
        _stat(path)  # noqa: PTH116
    except OSError:
        return False
    return True


def local(path: str, bundle: Path | None = None) -> str:
    """The local path of a `dbfs:/` or `file:/` path, or one below ROOTS; others as they are.

    A bundle's deployed files below `/Workspace` are the bundle's own directory, by default that of this
    process; so are files of a Git folder that only the bundle's repository has.
    """
    if path.startswith("file:"):
        path = "/" + path.removeprefix("file:").lstrip("/")
    if path.startswith("dbfs:"):
        rest = "/" + path.removeprefix("dbfs:").lstrip("/")
        path = rest if f"{rest}/".startswith("/Volumes/") else f"/dbfs{rest}"
    if not is_mapped(path):
        return path
    if _is_deployed(path):
        return _in_bundle(path) or path
    home = Home.find(bundle)
    path = re.sub("/{2,}", "/", path)
    if path.startswith("/dbfs/Volumes/"):
        path = path.removeprefix("/dbfs")
    if path.startswith("/databricks-datasets"):
        path = f"/dbfs{path}"
    deployed = _FILES.match(path)
    if deployed:
        return f"{bundle or find_bundle_root()}{path[deployed.end() :]}"
    if path.startswith("/Workspace/") and (own := _in_bundle(path.removeprefix("/Workspace"))):
        return own
    root, _, rest = path.lstrip("/").partition("/")
    # Normalized, so that no `..` leads out of the root.
    inside = os.path.normpath(f"/{rest}").lstrip("/")
    base = home.path / {"Volumes": "volumes", "dbfs": "dbfs", "Workspace": "workspace"}[root]
    at_home = f"{base}/{inside}".rstrip("/")
    return at_home if root != "Workspace" or _is_there(at_home) else _cloned(path, bundle) or at_home


def _cloned(path: str, bundle: Path | None) -> str | None:
    with contextlib.suppress(AeroTwinError):
        return in_checkout(path, bundle or find_bundle_root(), _is_there)
    return None


def _in_bundle(path: str) -> str | None:
    """A path of this bundle that a program has put `/Workspace` before; deployed they lie below `files`."""
    with contextlib.suppress(AeroTwinError):
        root = find_bundle_root()
        if f"{path}/".startswith(f"{root}/"):
            rest = path[len(str(root)) :]
            deployed = f"{rest}/".startswith("/files/") and not _is_there(f"{root}/files")
            return f"{root}{rest.removeprefix('/files') if deployed else rest}"
    return None


def workspace_path(notebook: Path) -> str:
    """The path that a notebook of this bundle has in a workspace, without extension, as its context says."""
    try:
        relative = notebook.resolve().relative_to(find_bundle_root(notebook.parent))
    except ValueError:
        relative = Path(notebook.name)
    return f"/Users/{user()}/.bundle/local/dev/files/{relative.with_suffix('')}"


def user() -> str:
    """Who runs this."""
    return os.environ.get("AEROTWIN_USER") or getpass.getuser()
