"""Reads of datasets inside a query: noted, so that the graph is known, and led to what is meant."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.names import Name, Names, is_live, split
from aerotwin.runtime.pipelines.references import Reference, replace


class NotReady(BaseException):
    """A query reads a dataset that this update has not refreshed yet; it is evaluated again when it is.

    Not an Exception, so that a query's own handlers do not swallow it.
    """

    def __init__(self, name: Name) -> None:
        self.name = name
        super().__init__(str(name))


class Graph(Protocol):
    """What an update knows of its datasets."""

    names: Names

    def is_dataset(self, name: Name) -> bool:
        """Whether the pipeline defines it."""

    def view(self, name: Name) -> Any:
        """The DataFrame of a view, None if the dataset is a table. Raises NotReady before it is refreshed."""


@dataclass
class Evaluation:
    """One call of a query's function, and what it has read."""

    graph: Graph
    names: Names
    inputs: list[Name] = field(default_factory=list)

    def read(self, parts: list[str], said: str) -> tuple[str, Any]:
        """What a read of `parts` means: a table's name for Spark, or a view's name and DataFrame."""
        name = self.names.name(parts)
        if not self.graph.is_dataset(name):
            if is_live(said):
                raise AeroTwinError(
                    f"{context.caller()}: `{said}` is read, but no source file of the pipeline defines "
                    f"{name.table}."
                )
            # Names of one part may be temporary views of the session.
            unqualified = len(parts) == 1 and self.names == self.graph.names
            return (said if unqualified else self.names.sql(name)), None
        if name not in self.inputs:
            self.inputs.append(name)
        view = self.graph.view(name)
        return (f"`{name.table}`" if view is not None else self.names.sql(name)), view

    def rewrite(self, text: str) -> str:
        """A SQL text whose references to datasets are those that Spark understands."""

        def change(reference: Reference) -> tuple[tuple[int, int], str] | None:
            said = text[reference.start : reference.end]
            name, view = self.read(list(reference.parts), said)
            if name == said:
                return None
            # A streaming view streams by itself: Spark's STREAM takes tables only.
            return (reference.whole if view is not None else (reference.start, reference.end)), name

        return replace(text, change)


def install() -> None:
    """Have the Connect session's ways to read a table ask the evaluation they run in. Idempotent."""
    from pyspark.sql.connect.readwriter import DataFrameReader
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.connect.streaming.readwriter import DataStreamReader

    for reader in (DataFrameReader, DataStreamReader):
        _wrap(reader, "table", _table)
    _wrap(SparkSession, "sql", _sql)


def _wrap(owner: Any, name: str, around: Callable[..., Any]) -> None:
    original = getattr(owner, name)
    if hasattr(original, "intercepts"):
        return

    @functools.wraps(original)
    def wrapped(self: Any, text: str, *args: Any, **kwargs: Any) -> Any:
        evaluation = context.evaluation()
        if evaluation is None or not isinstance(text, str):
            return original(self, text, *args, **kwargs)
        return around(evaluation, functools.partial(original, self), text, *args, **kwargs)

    wrapped.intercepts = True  # type: ignore[attr-defined]
    setattr(owner, name, wrapped)


def _table(evaluation: Evaluation, original: Callable[[str], Any], text: str) -> Any:
    try:
        parts = split(text)
    except ValueError:
        return original(text)
    name, view = evaluation.read(parts, text)
    return original(name) if view is None else view


def _sql(evaluation: Evaluation, original: Callable[..., Any], text: str, *args: Any, **kwargs: Any) -> Any:
    return original(evaluation.rewrite(text), *args, **kwargs)
