"""Whether somebody looks after Auto Loader's streams, as a pipeline does."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_folder: contextvars.ContextVar[Path | None] = contextvars.ContextVar("folder", default=None)


@contextmanager
def managed(folder: Path | None) -> Iterator[None]:
    """Keep the schemas of streams that name no location of their own under `folder`.

    Such streams are started again by themselves when their schema has grown. With None all is as outside.
    """
    token = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(token)


def folder() -> Path | None:
    """Where schemas are kept that have no location of their own; None if nobody looks after them."""
    return _folder.get()
