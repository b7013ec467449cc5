"""Functions that travel to Spark's workers find the packages there that their program finds.

The workers run on the environment of this runtime. What a notebook installs, or a task asks for, lies beside
that on the same machine, so a function takes along where: a cluster has them on each of its nodes.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import

Places = tuple[list[str], list[str]]
# What the last function had put on this worker's path.
_added: list[str] = []


def install() -> None:
    """Pickle functions with the places of their packages from now on. Idempotent."""
    after_import("pyspark.serializers", _change)


def _change(module: ModuleType) -> None:
    known: Any = module
    dumps = known.CloudPickleSerializer.dumps
    if hasattr(dumps, "placed"):
        return

    def placed(self: Any, thing: Any) -> bytes:
        inner = dumps(self, thing)
        places = packages(sys.path, _shared())
        return pickle.dumps(_Placed(places, inner)) if any(places) else inner

    placed.placed = True  # type: ignore[attr-defined]
    known.CloudPickleSerializer.dumps = placed


def packages(path: list[str], shared: str) -> Places:
    """The directories of packages on `path` before and after `shared`, which the workers have themselves."""
    found = [one for one in path if "-packages" in one]
    place = found.index(shared) if shared in found else len(found)
    return found[:place], [one for one in found[place:] if one != shared]


def _shared() -> str:
    import pyspark

    return str(Path(pyspark.__file__).parents[1])


class _Placed:
    """A pickled thing that needs packages; it unpickles as the thing."""

    def __init__(self, places: Places, pickled: bytes) -> None:
        self.places = places
        self.pickled = pickled

    def __reduce__(self) -> tuple[Any, ...]:
        return load, (*self.places, self.pickled)


def load(before: list[str], after: list[str], pickled: bytes) -> Any:
    """In a worker: find these directories, and no longer those of the function before; then unpickle."""
    sys.path[:] = [one for one in sys.path if one not in _added]
    _added[:] = [one for one in (*before, *after) if one not in sys.path]
    shared = _shared()
    place = sys.path.index(shared) if shared in sys.path else len(sys.path)
    sys.path[place:place] = [one for one in before if one in _added]
    sys.path += [one for one in after if one in _added]
    return pickle.loads(pickled)  # noqa: S301 what Spark unpickles anyway
