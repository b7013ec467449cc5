"""What source files call to apply changes: create_auto_cdc_flow and its older names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.cdc.changes import Changes, scd_type
from aerotwin.runtime.pipelines.definitions import column_name, read, read_stream
from aerotwin.runtime.pipelines.model import Flow


def create_auto_cdc_flow(
    target: str,
    source: str,
    keys: Sequence[Any],
    sequence_by: Any,
    where: Any = None,
    ignore_null_updates: bool = False,
    apply_as_deletes: Any = None,
    apply_as_truncates: Any = None,
    column_list: Sequence[Any] | None = None,
    except_column_list: Sequence[Any] | None = None,
    stored_as_scd_type: int | str = 1,
    track_history_column_list: Sequence[Any] | None = None,
    track_history_except_column_list: Sequence[Any] | None = None,
    name: str | None = None,
    once: bool = False,
    *,
    system_sequence_by: Any = None,
    ignore_null_updates_column_list: Sequence[Any] | None = None,
    ignore_null_updates_except_column_list: Sequence[Any] | None = None,
    columns_to_update: Any = None,
    flow_name: str | None = None,
) -> None:
    """Define a flow that applies the changes of `source` to the streaming table `target`.

    `flow_name` is the older word for `name`.
    """
    place = context.caller()
    try:
        changes = Changes.of(
            keys=names_of(keys) or (),
            sequence_by=sequence_by,
            system_sequence_by=system_sequence_by,
            ignore_null_updates=ignore_null_updates,
            null_ignoring=names_of(ignore_null_updates_column_list),
            null_applying=names_of(ignore_null_updates_except_column_list),
            updated=columns_to_update,
            deletes=apply_as_deletes,
            truncates=apply_as_truncates,
            columns=names_of(column_list),
            except_columns=names_of(except_column_list),
            scd_type=scd_type(stored_as_scd_type),
            tracked=names_of(track_history_column_list),
            not_tracked=names_of(track_history_except_column_list),
        )
    except AeroTwinError as error:
        raise AeroTwinError(f"{place}: {error}") from None

    def query() -> Any:
        rows = read(source) if once else read_stream(source)
        return rows if where is None else rows.where(where)

    known = context.loading()
    title = known.names.parse(target)
    named = name or flow_name or known.own.short(title)
    flow = Flow(named, title, query, place, once, True, changes=changes)
    known.add_flow(flow)


def names_of(given: Sequence[Any] | None) -> tuple[str, ...] | None:
    """The names of columns given as text or as `col("x")`; None if none are given, also for an empty list."""
    if not given:
        return None
    return tuple(column_name(one) for one in ([given] if isinstance(given, str) else given))
