from __future__ import annotations

from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.cdc.snapshot import create_auto_cdc_from_snapshot_flow
from aerotwin.runtime.pipelines.names import Names


def source_of(**given: Any) -> Any:
    known = context.start(Names("c", "s"))
    create_auto_cdc_from_snapshot_flow("t", keys=["id"], **given)
    return known.registry.flows["t"].snapshots


def test_a_pair_is_one_snapshot_by_either_name() -> None:
    pair = ("rows", 5)
    for name in ("source", "snapshot_and_version"):
        next_one = source_of(**{name: pair})
        assert [next_one(latest) for latest in (None, 4, 5, 6)] == [pair, pair, None, None]


def test_a_function_is_asked_for_the_next_snapshot() -> None:
    assert source_of(snapshot_and_version=lambda latest: (latest, 1))(7) == (7, 1)


def test_anything_else_is_refused() -> None:
    with pytest.raises(AeroTwinError, match="source must be a dataset's name, or a function"):
        source_of()


def test_empty_lists_say_nothing() -> None:
    known = context.start(Names("c", "s"))
    lists = {"track_history_column_list": [], "track_history_except_column_list": []}
    create_auto_cdc_from_snapshot_flow("t", "rows", keys=["id"], stored_as_scd_type=1, **lists)
    changes = known.registry.flows["t"].changes
    assert (changes.tracked, changes.not_tracked) == (None, None)
