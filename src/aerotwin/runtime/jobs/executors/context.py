"""What all executors share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.model import Attempt, Output, Task
from aerotwin.runtime.jobs.packages import Packages
from aerotwin.runtime.jobs.services import Services


@dataclass(frozen=True)
class Context:
    """Where tasks of a run come from and what they may use."""

    bundle: Bundle
    home: Home
    services: Services
    packages: Packages


def _never(_task: Task, _bundle: Bundle) -> str | None:
    return None


@dataclass(frozen=True)
class Kind:
    """A type of task: what runs it, and why a certain one cannot run locally (None if it can).

    `needs` are the services that it uses: "spark", "kernels".
    """

    run: Callable[[Context, Attempt], Output]
    refusal: Callable[[Task, Bundle], str | None] = _never
    needs: frozenset[str] = frozenset()
