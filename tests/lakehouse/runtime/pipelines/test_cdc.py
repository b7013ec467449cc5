"""AUTO CDC: against brute force on random feeds, and over several updates with late events."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aerotwin.runtime.pipelines.cdc import history
from aerotwin.runtime.pipelines.cdc.changes import Changes
from aerotwin.runtime.pipelines.events import PipelineError

_spec = importlib.util.spec_from_file_location("brute_force", Path(__file__).with_name("brute_force.py"))
assert _spec and _spec.loader
brute_force = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(brute_force)
Event = brute_force.Event

VALUES = st.sampled_from([None, 1, 2])
OPS = st.sampled_from(["upsert", "upsert", "upsert", "delete", "truncate"])
# A sequence stands for one event: what several at the same time mean is not defined.
FEED = st.lists(st.tuples(st.integers(1, 4), OPS, VALUES, VALUES), min_size=10, max_size=40).flatmap(
    lambda rows: st.permutations(list(enumerate(rows))).map(
        lambda mixed: [Event(row[0], number, *row[1:]) for number, row in mixed]
    )
)


@pytest.mark.parametrize("ignoring", ["", "a", "ab"])
@pytest.mark.parametrize(("scd_type", "tracked"), [(1, None), (2, None), (2, ("a",))])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feed=FEED)
def test_any_feed_in_any_order(spark, scd_type, tracked, ignoring, feed) -> None:
    if scd_type == 2:
        feed = [event for event in feed if event.op != "truncate"]
    changes = Changes.of(
        keys=("key",),
        sequence_by="sequence",
        deletes="op = 'delete'",
        truncates="op = 'truncate'" if scd_type == 1 else None,
        except_columns=("sequence", "op"),
        ignore_null_updates=ignoring == "ab",
        null_ignoring=("a",) if ignoring == "a" else None,
        scd_type=scd_type,
        tracked=tracked,
    )
    rows = spark.createDataFrame(feed, "key INT, sequence INT, op STRING, a INT, b INT")
    made = history.table(history.events(rows, changes, "batch"), changes)
    expected = (
        brute_force.type_1(feed, ignoring)
        if scd_type == 1
        else brute_force.type_2(feed, ignoring, tracked is not None)
    )
    found = [tuple(row) for row in made.collect()]
    assert len(found) == len(expected)
    assert set(found) == expected


@pytest.mark.parametrize("ignoring", ["", "b"])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feed=FEED, business=st.lists(st.integers(1, 6), min_size=40, max_size=40))
def test_what_was_known_when(spark, ignoring, feed, business) -> None:
    events = [
        (event._replace(sequence=at), event.sequence)
        for event, at in zip(feed, business, strict=False)
        if event.op != "truncate"
    ]
    changes = Changes.of(
        keys=("key",),
        sequence_by="sequence",
        system_sequence_by="system",
        deletes="op = 'delete'",
        except_columns=("sequence", "op", "system"),
        null_applying=("a",) if ignoring else None,
        scd_type="bitemporal",
    )
    schema = "key INT, sequence INT, op STRING, a INT, b INT, system INT"
    rows = spark.createDataFrame([(*event, at) for event, at in events], schema)
    made = history.table(history.events(rows, changes, "batch"), changes)
    assert made.columns[-4:] == ["__START_AT", "__END_AT", "__SYSTEM_START_AT", "__SYSTEM_END_AT"]
    found = [tuple(row) for row in made.collect()]
    expected = brute_force.bitemporal(events, ignoring)
    assert len(found) == len(expected)
    assert set(found) == expected


def test_an_event_changes_the_columns_that_it_lists(spark) -> None:
    rows = spark.createDataFrame(
        [
            (1, 1, ["a", "s"], 10, None, (1, 2)),
            (1, 2, ["B"], 99, 20, None),
            (1, 3, ["a"], None, 99, None),
            (2, 1, None, 5, 6, None),
            (2, 2, [], 7, 8, None),
        ],
        "id INT, n INT, listed ARRAY<STRING>, a INT, b INT, s STRUCT<x: INT, y: INT>",
    )
    changes = Changes.of(
        keys=("id",), sequence_by="n", updated="listed", except_columns=("listed",), scd_type=1
    )
    made = history.table(history.events(rows, changes, "batch"), changes).drop("n")
    assert sorted(made.collect()) == [(1, None, 20, (1, 2)), (2, 5, 6, None)]


def test_nulls_inside_a_struct_are_ignored_too(spark) -> None:
    schema = "id INT, n INT, s STRUCT<x: INT, y: STRUCT<z: INT, w: INT>>"
    rows = spark.createDataFrame(
        [(1, 1, (1, (None, 3))), (1, 2, (None, (2, None))), (1, 3, None), (2, 1, None)], schema
    )
    changes = Changes.of(keys=("id",), sequence_by="n", except_columns=("n",), ignore_null_updates=True)
    made = history.table(history.events(rows, changes, "batch"), changes)
    assert sorted(made.collect()) == [(1, (1, (2, 3))), (2, None)]


FEEDS = """
import dlt
from pyspark import pipelines as dp
from pyspark.sql.functions import col, expr, struct

@dlt.view
def feed():
    schema = "id INT, name STRING, city STRING, op STRING, t INT, n INT"
    return spark.readStream.schema(schema).json("{folder}/feed")

dlt.create_streaming_table("current")
dlt.apply_changes(
    target="current", source="feed", keys=["id"], sequence_by=col("t"), apply_as_deletes=expr("op = 'D'"),
    system_sequence_by=None, ignore_null_updates_column_list=None, columns_to_update=None,
    apply_as_truncates=expr("op = 'T'"), except_column_list=["op", "t", "n"],
)
dp.create_streaming_table("past", schema=\"\"\"id INT, name STRING, city STRING,
    __START_AT STRUCT<t: INT, n: INT>, __END_AT STRUCT<t: INT, n: INT>\"\"\")
dp.create_auto_cdc_flow(
    target="past", source="feed", keys=[col("id")], sequence_by=struct("t", "n"), apply_as_deletes="op = 'D'",
    column_list=["id", "name", "city"], stored_as_scd_type="2", track_history_except_column_list=["city"],
    where="op <> 'T'",
)

@dlt.table
def cities():
    return dlt.read("current").groupBy("city").count()
"""


def row(id, name, city, op, t, n=0):
    return {"id": id, "name": name, "city": city, "op": op, "t": t, "n": n}


def test_late_events_and_changes_of_a_second_update(lab) -> None:
    lab.land(
        "feed/1.json",
        row(1, "Ann", "Oslo", "I", 1),
        row(1, "Ann", "Rome", "U", 3),
        row(2, "Bob", "Bonn", "I", 2),
        row(3, "Cid", "Nice", "I", 2),
    )
    lab.run({"feeds.py": FEEDS})
    assert lab.rows("current") == [(1, "Ann", "Rome"), (2, "Bob", "Bonn"), (3, "Cid", "Nice")]
    flat = "SELECT id, name, city, __START_AT.t, __START_AT.n, __END_AT.t, __END_AT.n FROM past"
    assert lab.rows(flat) == [
        (1, "Ann", "Rome", 1, 0, None, None),
        (2, "Bob", "Bonn", 2, 0, None, None),
        (3, "Cid", "Nice", 2, 0, None, None),
    ]
    before = len(lab.rows("DESCRIBE HISTORY current"))
    lab.run({"feeds.py": FEEDS})
    # Nothing came, so nothing was written.
    assert len(lab.rows("DESCRIBE HISTORY current")) == before
    lab.land(
        "feed/2.json",
        row(1, "Anna", "Oslo", "U", 2),
        row(2, None, None, "D", 4),
        row(2, "Bob", "Lyon", "U", 3),
        row(3, "Sid", "Nice", "U", 2, 1),
        row(4, "Dan", "Kiel", "I", 9),
    )
    lab.run({"feeds.py": FEEDS})
    # The order of two changes of Cid at t = 2 is not defined by `t` alone.
    assert [one for one in lab.rows("current") if one[0] != 3] == [(1, "Ann", "Rome"), (4, "Dan", "Kiel")]
    assert lab.rows(flat) == [
        (1, "Ann", "Oslo", 1, 0, 2, 0),
        (1, "Ann", "Rome", 3, 0, None, None),
        (1, "Anna", "Oslo", 2, 0, 3, 0),
        (2, "Bob", "Lyon", 2, 0, 4, 0),
        (3, "Cid", "Nice", 2, 0, 2, 1),
        (3, "Sid", "Nice", 2, 1, None, None),
        (4, "Dan", "Kiel", 9, 0, None, None),
    ]
    lab.land("feed/3.json", row(0, None, None, "T", 5), row(5, "Eva", "Bern", "I", 6))
    lab.run({"feeds.py": FEEDS})
    assert lab.rows("current") == [(4, "Dan", "Kiel"), (5, "Eva", "Bern")]
    assert lab.rows("cities") == [("Bern", 1), ("Kiel", 1)]


SNAPSHOTS = """
import dlt

def next_snapshot(latest):
    version = 1 if latest is None else latest + 1
    file = "{folder}/snapshots/%d.json" % version
    import os
    if not os.path.exists(file):
        return None
    return spark.read.schema("id INT, name STRING").json(file), version

for kind in (1, 2):
    dlt.create_streaming_table(f"type{kind}")
    dlt.create_auto_cdc_from_snapshot_flow(
        target=f"type{kind}", source=next_snapshot, keys=["id"], stored_as_scd_type=kind
    )

@dlt.view
def now():
    return spark.read.schema("id INT, name STRING").json("{folder}/snapshots")

dlt.create_streaming_table("periodic")
dlt.apply_changes_from_snapshot(target="periodic", source="now", keys=["id"])
"""


def test_snapshots_one_after_the_other(lab) -> None:
    lab.land("snapshots/1.json", {"id": 1, "name": "a"}, {"id": 2, "name": "b"})
    lab.land("snapshots/2.json", {"id": 1, "name": "a"}, {"id": 3, "name": "c"})
    lab.run({"snapshots.py": SNAPSHOTS})
    assert lab.rows("type1") == [(1, "a"), (3, "c")]
    assert lab.rows("type2") == [(1, "a", 1, None), (2, "b", 1, 2), (3, "c", 2, None)]
    lab.land("snapshots/3.json", {"id": 1, "name": "z"})
    for name in ("1", "2"):
        (lab.folder / "snapshots" / f"{name}.json").unlink()
    lab.run({"snapshots.py": SNAPSHOTS})
    assert lab.rows("type1") == [(1, "z")]
    assert lab.rows("type2") == [(1, "a", 1, 3), (1, "z", 3, None), (2, "b", 1, 2), (3, "c", 2, 3)]
    assert lab.rows("periodic") == [(1, "z")]


def test_an_event_without_a_sequence_is_told(lab) -> None:
    lab.land("feed/1.json", {"id": 1, "t": None})
    source = (
        "import dlt\n@dlt.view\ndef feed():\n"
        "    return spark.readStream.schema('id INT, t INT').json('{folder}/feed')\n"
        "dlt.create_streaming_table('t')\n"
        "dlt.apply_changes(target='t', source='feed', keys=['id'], sequence_by='t')\n"
    )
    with pytest.raises(PipelineError, match=r"^t: \[AUTO_CDC_NULL_SEQUENCE\] An event has no sequence: .*1"):
        lab.run({"feed.py": source})


NUMBERED = """
import dlt

@dlt.view
def feed():
    return spark.readStream.schema("id INT, t INT, name STRING").json("{folder}/feed")

dlt.create_streaming_table("people", schema='''
    number BIGINT GENERATED ALWAYS AS IDENTITY COMMENT 'the key of a version', id INT NOT NULL, t INT,
    name STRING, __START_AT INT, __END_AT INT, CONSTRAINT pk PRIMARY KEY (number)
''')
dlt.apply_changes(target="people", source="feed", keys=["id"], sequence_by="t", stored_as_scd_type=2)

@dlt.table(schema="number BIGINT, name STRING")
def known():
    return dlt.read("people").where("__END_AT IS NULL").select("number", "name")
"""


def test_versions_are_numbered_by_the_table(lab) -> None:
    lab.land("feed/1.json", {"id": 1, "t": 1, "name": "a"}, {"id": 2, "t": 1, "name": "b"})
    lab.run({"numbered.py": NUMBERED})
    first = dict(lab.rows("SELECT name, number FROM people"))
    lab.land("feed/2.json", {"id": 1, "t": 2, "name": "c"})
    lab.run({"numbered.py": NUMBERED})
    numbers = dict(lab.rows("SELECT name, number FROM people"))
    assert set(numbers) == {"a", "b", "c"}
    assert len(set(numbers.values())) == 3
    assert {name: numbers[name] for name in first} == first
    assert dict(lab.rows("SELECT name, number FROM known")) == {name: numbers[name] for name in ("b", "c")}
