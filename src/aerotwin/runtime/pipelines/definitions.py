"""What source files call to define datasets and flows: the functions of `dlt` and `pyspark.pipelines`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.expect import EXPECTATIONS, REGISTERED, given
from aerotwin.runtime.pipelines.model import Dataset, Flow, Kind, Options, Place
from aerotwin.runtime.pipelines.names import split

Query = Callable[[], Any]
STORED = ("comment", "schema", "partition_cols", "cluster_by", "table_properties", "path", "private")


def options(where: str, named: Mapping[str, Any]) -> Options:
    """The storage options of a definition's arguments. Raises AeroTwinError for one of a wrong type."""
    values = {key: value for key, value in named.items() if value is not None}
    for key in ("partition_cols", "cluster_by"):
        value = values.get(key)
        if value is None:
            continue
        if isinstance(value, str) or not all(isinstance(one, str) for one in value):
            raise AeroTwinError(f"{where}: {key} must be a list of column names, not {value!r}.")
        values[key] = tuple(value)
    if "table_properties" in values:
        values["table_properties"] = {str(k): _text(v) for k, v in values["table_properties"].items()}
    return Options(**values)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _define(kind: Kind, query: Query, name: str | None, spark_conf: Any, named: dict[str, Any]) -> Query:
    known = context.loading()
    place = place_of(query)
    title = name or query.__name__
    whole = known.names.parse(title)
    dataset = Dataset(whole, kind, options(f"{title} ({place})", named), place=place)
    dataset.local = kind is Kind.VIEW and len(split(title)) == 1
    dataset.expectations = query.__dict__.pop(EXPECTATIONS, [])
    known.registry.add_dataset(dataset)
    conf = {str(key): str(value) for key, value in (spark_conf or {}).items()}
    flow_name = known.own.short(whole)
    known.add_flow(Flow(flow_name, whole, query, place, spark_conf=conf, defining=True))

    # One function, or one method, may define several datasets: what follows is said of this one.
    @functools.wraps(query)
    def defined(*args: Any, **kwargs: Any) -> Any:
        return query(*args, **kwargs)

    defined.__dict__[REGISTERED] = dataset
    return defined


def place_of(query: Query) -> Place:
    """Where a query's function begins."""
    code = getattr(inspect.unwrap(query), "__code__", None)
    return Place(code.co_filename, code.co_firstlineno) if code else context.caller()


def _decorator(kind: Kind, said: str) -> Callable[..., Any]:
    def define(
        query_function: Query | None = None,
        *,
        name: str | None = None,
        spark_conf: Mapping[str, Any] | None = None,
        temporary: bool = False,
        refresh_policy: Any = None,  # noqa: ARG001 there is one policy here: in full
        cluster_by_auto: bool = False,  # noqa: ARG001 that leaves the choice to Databricks; here it is none
        row_filter: Any = None,
        format: str | None = None,
        **named: Any,
    ) -> Any:
        if query_function is not None and not callable(query_function):
            raise AeroTwinError(
                f"{context.caller()}: the first argument of @{said} is the query's function, not "
                f"{query_function!r}; name the argument, as in @{said}(comment=...)."
            )
        unknown = sorted(set(named) - set(STORED))
        if unknown:
            raise AeroTwinError(
                f"{context.caller()}: @{said} does not know {', '.join(unknown)}; "
                f"it knows name, spark_conf, temporary, cluster_by_auto, {', '.join(STORED)}."
            )
        if row_filter:
            raise AeroTwinError(f"{context.caller()}: row_filter is not runnable locally; remove it.")
        if format not in (None, "delta"):
            raise AeroTwinError(f"{context.caller()}: tables are stored as delta, not as {format}.")
        stored = {**named, "private": bool(named.get("private") or temporary) or None}

        def decorate(query: Query) -> Query:
            return _define(kind, query, name, spark_conf, stored)

        return decorate(query_function) if query_function is not None else decorate

    define.__name__ = said
    define.__doc__ = (
        f"Define a dataset ({kind.value.lower().replace('_', ' ')}) by the function of its query."
    )
    return define


table = _decorator(Kind.TABLE, "table")
materialized_view = _decorator(Kind.MATERIALIZED_VIEW, "materialized_view")
temporary_view = _decorator(Kind.VIEW, "temporary_view")


def create_streaming_table(
    name: str,
    *,
    expect_all: Mapping[str, str] | None = None,
    expect_all_or_drop: Mapping[str, str] | None = None,
    expect_all_or_fail: Mapping[str, str] | None = None,
    spark_conf: Mapping[str, Any] | None = None,  # noqa: ARG001 its flows have their own
    cluster_by_auto: bool = False,  # noqa: ARG001 that leaves the choice to Databricks; here it is none
    row_filter: Any = None,
    format: str | None = None,
    **named: Any,
) -> None:
    """Define a streaming table that flows write to."""
    place = context.caller()
    if row_filter or format not in (None, "delta"):
        raise AeroTwinError(
            f"{place}: a table with row_filter, or not stored as delta, does not run locally."
        )
    unknown = sorted(set(named) - set(STORED))
    if unknown:
        raise AeroTwinError(f"{place}: create_streaming_table does not know {', '.join(unknown)}.")
    known = context.loading()
    dataset = Dataset(
        known.names.parse(name), Kind.STREAMING_TABLE, options(f"{name} ({place})", named), place=place
    )
    dataset.expectations = given(expect_all, expect_all_or_drop, expect_all_or_fail)
    known.registry.add_dataset(dataset)


def append_flow(
    query_function: Query | None = None,
    *,
    target: str | None = None,
    name: str | None = None,
    once: bool = False,
    spark_conf: Mapping[str, Any] | None = None,
    comment: str | None = None,  # noqa: ARG001 of the flow, which is not stored
) -> Any:
    """Define a flow that appends to a streaming table or a sink; with `once` a backfill that runs once."""
    place = context.caller()
    if not target:
        raise AeroTwinError(f"{place}: append_flow needs `target`, the streaming table it writes to.")

    def decorate(query: Query) -> Query:
        known = context.loading()
        conf = {str(key): str(value) for key, value in (spark_conf or {}).items()}
        flow = Flow(
            name or query.__name__, known.names.parse(target), query, place_of(query), once, True, conf
        )
        known.add_flow(flow)
        return query

    return decorate(query_function) if query_function is not None else decorate


def create_sink(name: str, format: str, options: Mapping[str, Any] | None = None) -> None:
    """Define a sink: a place outside the pipeline that flows append to."""
    known = context.loading()
    sink = {"format": format, "options": {str(k): _text(v) for k, v in (options or {}).items()}}
    known.registry.add_dataset(Dataset(known.names.parse(name), Kind.SINK, place=context.caller(), sink=sink))


def foreach_batch_sink(
    query_function: Callable[[Any, int], None] | None = None, *, name: str | None = None
) -> Any:
    """Define a sink by the function that takes each batch: `(DataFrame, batch id)`."""

    def decorate(function: Callable[[Any, int], None]) -> Any:
        known = context.loading()
        title = known.names.parse(name or function.__name__)
        known.registry.add_dataset(Dataset(title, Kind.SINK, place=context.caller(), sink=function))
        return function

    return decorate(query_function) if query_function is not None else decorate


def read(name: str) -> Any:
    """A dataset as a batch."""
    return _session().read.table(name)


def read_stream(name: str) -> Any:
    """A dataset as a stream."""
    return _session().readStream.table(name)


def _session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.active()


def on_event_hook(function: Any = None, **_named: Any) -> Any:
    """Refuse hooks: nobody calls them here."""
    del function
    raise AeroTwinError(f"{context.caller()}: on_event_hook is not runnable locally; read the event log.")


def column_name(one: Any) -> str:
    """The name of a column that is given as text or as `col("x")`."""
    if isinstance(one, str):
        return one
    named = getattr(getattr(one, "_expr", None), "_unparsed_identifier", None)
    if named is None:
        raise AeroTwinError(f"{context.caller()}: {one!r} is not a column's name.")
    return str(named)
