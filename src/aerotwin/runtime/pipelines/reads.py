"""Reads of datasets inside a query: noted, so that the graph is known, and led to what is meant."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.names import Name, Names, is_live, split
from aerotwin.runtime.pipelines.references import Reference, replace, shorten
from aerotwin.runtime.statements import quoted


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

    def is_dataset(self, name: Name, qualified: bool) -> bool:
        """Whether the pipeline defines it; `qualified` if it is said with a schema."""

    def source(self, name: Name, streaming: bool) -> tuple[str, Any]:
        """What to call a dataset in SQL, and its DataFrame: None for a table.

        Raises NotReady before it is refreshed.
        """

    def act(self, inputs: Sequence[Name]) -> None:
        """Hear that a query which has read `inputs` asks for rows."""


@dataclass
class Evaluation:
    """One call of a query's function, and what it has read."""

    graph: Graph
    names: Names
    inputs: list[Name] = field(default_factory=list)

    def read(self, parts: list[str], said: str, streaming: bool) -> tuple[str, Any]:
        """What a read of `parts` means: a table's name for Spark, or a view's name and DataFrame."""
        name = self.names.name(parts)
        if not self.graph.is_dataset(name, qualified=len(parts) > 1 and not is_live(said)):
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
        return self.graph.source(name, streaming)

    def rewrite(self, text: str) -> str:
        """A SQL text whose references to datasets are those that Spark understands."""

        def change(reference: Reference) -> tuple[tuple[int, int], str] | None:
            said = text[reference.start : reference.end]
            if reference.streaming and _is_delta_path(reference.parts):
                return reference.whole, _stream_of(reference.parts[1])
            name, view = self.read(list(reference.parts), said, reference.streaming)
            if name == said:
                return None
            if view is None:
                return (reference.start, reference.end), name
            if split(name)[-1].lower() != reference.parts[-1].lower():
                stands_in.append(reference.parts)
                name += "" if reference.aliased else f" AS {quoted(reference.parts[-1])}"
            # A streaming view streams by itself: Spark's STREAM takes tables only.
            return reference.whole, name

        stands_in: list[tuple[str, ...]] = []
        changed = replace(text, change)
        for parts in stands_in:
            changed = shorten(changed, parts)
        return changed


def _is_delta_path(parts: Sequence[str]) -> bool:
    return len(parts) == 2 and parts[0].lower() == "delta" and "/" in parts[1]


def _stream_of(path: str) -> str:
    """The name of a temporary view that streams a Delta table by its path: Spark's STREAM takes no path."""
    from pyspark.sql import SparkSession

    view = f"__delta_{uuid.uuid4().hex[:8]}"
    SparkSession.active().readStream.format("delta").load(path).createOrReplaceTempView(view)
    return view


def install() -> None:
    """Have the Connect session's ways to read a table ask the evaluation they run in. Idempotent."""
    from pyspark.sql.connect.client import SparkConnectClient
    from pyspark.sql.connect.readwriter import DataFrameReader
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.connect.streaming.readwriter import DataStreamReader

    for reader in (DataFrameReader, DataStreamReader):
        _wrap(reader, "table", functools.partial(_table, reader is DataStreamReader))
    _wrap(SparkSession, "sql", _sql)
    _fail_at_once(DataFrameReader)
    for name in ("to_table", "to_table_as_iterator", "to_pandas"):
        _tell(SparkConnectClient, name)


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


def _tell(owner: Any, name: str) -> None:
    original = getattr(owner, name)
    if hasattr(original, "intercepts"):
        return

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        evaluation = context.evaluation()
        if evaluation is not None:
            evaluation.graph.act(evaluation.inputs)
        return original(*args, **kwargs)

    wrapped.intercepts = True  # type: ignore[attr-defined]
    setattr(owner, name, wrapped)


def _fail_at_once(reader: Any) -> None:
    """Have a query that reads files which are not there hear of it where it reads: it may catch that.

    In a pipeline nothing is won by waiting, as every query is analysed as soon as it has returned.
    """
    original = reader.load
    if hasattr(original, "intercepts"):
        return

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        frame = original(*args, **kwargs)
        return frame if context.evaluation() is None else _analysed(frame)

    wrapped.intercepts = True  # type: ignore[attr-defined]
    reader.load = wrapped


def _analysed(frame: Any) -> Any:
    """The frame, which raises if it reads what is not there.

    Another frame is asked for its columns: what is filtered from one that knows its own takes them over, and
    would no longer be analysed.
    """
    _ = frame.select("*").schema
    return frame


def _table(streaming: bool, evaluation: Evaluation, original: Callable[[str], Any], text: str) -> Any:
    try:
        parts = split(text)
    except ValueError:
        return original(text)
    name, view = evaluation.read(parts, text, streaming)
    return _analysed(original(name)) if view is None else view


def _sql(evaluation: Evaluation, original: Callable[..., Any], text: str, *args: Any, **kwargs: Any) -> Any:
    return original(evaluation.rewrite(text), *args, **kwargs)
