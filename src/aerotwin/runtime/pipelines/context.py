"""Which pipeline is being loaded, and which flow of it is being evaluated."""

from __future__ import annotations

import contextvars
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.model import Flow, Place, Registry
from aerotwin.runtime.pipelines.names import Names

if TYPE_CHECKING:
    from aerotwin.runtime.pipelines.reads import Evaluation

SOURCE = "__pipeline_source__"


@dataclass
class Loading:
    """The pipeline whose source files are loaded in this process.

    `names` are those where the file that is loaded has come to, `own` those of the pipeline.
    """

    names: Names
    own: Names
    registry: Registry = field(default_factory=Registry)

    def add_flow(self, flow: Flow) -> None:
        """Take a flow in. Raises AeroTwinError if another one has its name."""
        flow.names = self.names
        self.registry.add_flow(flow)


_loading: list[Loading] = []
_evaluation: contextvars.ContextVar[Evaluation | None] = contextvars.ContextVar("evaluation", default=None)


def start(names: Names) -> Loading:
    """Begin a pipeline: what source files define from now on belongs to it."""
    _loading[:] = [Loading(names, names)]
    return _loading[0]


def loading() -> Loading:
    """The pipeline being loaded. Raises AeroTwinError outside a pipeline."""
    if not _loading:
        raise AeroTwinError("Datasets are defined in the source files of a pipeline only.")
    return _loading[0]


def evaluation() -> Evaluation | None:
    """The evaluation of a flow's query that this thread is in, if any."""
    return _evaluation.get()


@contextmanager
def evaluating(one: Evaluation) -> Iterator[None]:
    """Evaluate a flow's query in this thread."""
    token = _evaluation.set(one)
    try:
        yield
    finally:
        _evaluation.reset(token)


def caller() -> Place:
    """The line of a pipeline's source file that called, nearest first."""
    frame = sys._getframe(1)
    while frame is not None:
        path = frame.f_globals.get(SOURCE)
        if path:
            return Place(str(path), frame.f_lineno)
        if frame.f_back is None:
            break
        frame = frame.f_back
    return Place()
