"""Results of datasets, each query run once for all who ask and kept while its tables stay as they are."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field

import pyarrow as pa

MAX_ROWS = 200_000
# Also of tables that stay as they are: a query may ask for the time, a view may have been made anew.
OLDEST_SECONDS = 3600.0
KEPT = 200


@dataclass(frozen=True)
class Statement:
    """A query as Spark gets it, and the catalog and schema of its unqualified names."""

    sql: str
    catalog: str | None = None
    schema: str | None = None


@dataclass(frozen=True)
class Result:
    """The rows of a dataset, how long Spark took for them, and whether they are only its first `MAX_ROWS`."""

    table: pa.Table
    seconds: float
    cut: bool = False
    at: float = field(default_factory=time.time)


@dataclass
class _Entry:
    """`stamp` is None until it is known what the query reads: then it has not begun to read."""

    future: Future[Result]
    began: float
    state: Callable[[], Hashable] = lambda: None
    stamp: Hashable = None


class Results:
    """A cache over `run`, which returns up to its second argument of rows; safe for many threads.

    `watch` gives a function that tells the state of what a statement reads: a result from another state is
    not served, nor is one waited for.
    """

    def __init__(
        self,
        run: Callable[[Statement, int], pa.Table],
        watch: Callable[[Statement], Callable[[], Hashable]] = lambda _: lambda: None,
        clock: Callable[[], float] = time.monotonic,
        max_rows: int = MAX_ROWS,
        oldest_seconds: float = OLDEST_SECONDS,
    ) -> None:
        self._run, self._watch, self._clock, self._max_rows = run, watch, clock, max_rows
        self._oldest_seconds = oldest_seconds
        self._entries: OrderedDict[Statement, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, statement: Statement) -> Result:
        """The result, run by this thread, waited for if another is at it, or kept from before.

        Raises what `run` raises, to everyone who waited; an error is not kept.
        """
        now = self._clock()
        with self._lock:
            entry = self._entries.get(statement)
            if entry is not None and self._holds(entry, now):
                self._entries.move_to_end(statement)
                mine = False
            else:
                entry = _Entry(Future(), now)
                self._entries[statement] = entry
                mine = True
                while len(self._entries) > KEPT:
                    self._entries.popitem(last=False)
        if mine:
            self._fill(statement, entry)
        return entry.future.result()

    def forget(self) -> None:
        """Run everything anew from now on."""
        with self._lock:
            self._entries.clear()

    def _holds(self, entry: _Entry, now: float) -> bool:
        if entry.stamp is not None and entry.stamp != (entry.state(),):
            return False
        return not entry.future.done() or now - entry.began < self._oldest_seconds

    def _fill(self, statement: Statement, entry: _Entry) -> None:
        began = time.perf_counter()
        try:
            state = self._watch(statement)
            with self._lock:
                entry.state, entry.stamp = state, (state(),)
            table = self._run(statement, self._max_rows + 1)
        except BaseException as error:
            with self._lock:
                if self._entries.get(statement) is entry:
                    del self._entries[statement]
            entry.future.set_exception(error)
            return
        seconds = time.perf_counter() - began
        cut = table.num_rows > self._max_rows
        entry.future.set_result(Result(_usable(table.slice(0, self._max_rows)), seconds, cut))


def _usable(table: pa.Table) -> pa.Table:
    """Column names once each, times without a zone: as the session's clock shows them."""
    import pyarrow.compute as pc

    seen: set[str] = set()
    columns, kept = [], []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        kept.append(name)
        if pa.types.is_timestamp(column.type) and column.type.tz:
            column = pc.local_timestamp(column)
        columns.append(column)
    return pa.table(dict(zip(kept, columns, strict=True)))
