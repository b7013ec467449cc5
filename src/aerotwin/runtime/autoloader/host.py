"""What a program that uses Auto Loader offers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Host:
    """`folder` is where schemas are kept that name no location of their own, None if there is none.

    `restarts` tells that a stream is started again by itself when its schema has grown.
    """

    folder: Callable[[], Path | None] = lambda: None
    restarts: bool = False


_host = [Host()]


def host() -> Host:
    """The program this is."""
    return _host[0]


def set_host(one: Host) -> None:
    """Say what program this is."""
    _host[0] = one
