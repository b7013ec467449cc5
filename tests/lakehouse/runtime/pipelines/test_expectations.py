"""Expectations, as Databricks documents them: a record passes if the condition is true, not if it is NULL."""

from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.events import PipelineError

READINGS = [{"n": n} for n in (-1, 0, 1, 2)] + [{"n": None}]
WATCHED = """
import dlt
from pyspark import pipelines as dp

@dlt.view
@dlt.expect("known", "n IS NOT NULL")
def numbers():
    return spark.readStream.schema("n INT").json("{folder}/landing")

@dlt.table
@dlt.expect("positive", "n > 0")
@dlt.expect_or_drop("not zero", "n <> 0")
@dlt.expect_all({"small": "n < 2", "any": "true"})
def warned():
    return dlt.read_stream("numbers")

@dp.expect_all_or_drop({"positive": "n > 0", "small": "n < 2"})
@dp.materialized_view
def both():
    return spark.read.table("warned")

RULES = {"positive": "n > 0", "small": "n < 2"}
FAILED = "NOT coalesce(" + " AND ".join(f"({rule})" for rule in RULES.values()) + ", false)"

@dp.table
@dp.expect_all_or_drop({"quarantined": FAILED})
def quarantine():
    return spark.readStream.table("numbers")

dp.create_streaming_table("target", expect_all_or_drop={"even": "n % 2 = 0"}, expect_all={"big": "n > 1"})

@dp.append_flow(target="target")
def evens():
    return spark.readStream.table("numbers")
"""
FAILING = """
import dlt

@dlt.table
@dlt.expect_all_or_fail({"fine": "n < 100", "positive": "n >= 0"})
def strict():
    return spark.read.schema("n INT").json("{folder}/landing")

@dlt.table
def after():
    return dlt.read("strict")

@dlt.table
def beside():
    return spark.range(3)
"""


LOOKED_UP = """
from pyspark import pipelines as dp

@dp.table
@dp.expect("big", "n NOT IN (SELECT id FROM range(2))")
@dp.expect_or_drop("listed", "n IN (SELECT id FROM range(2))")
@dp.expect_or_fail("few", "n < (SELECT max(id) FROM range(10))")
def listed():
    return spark.readStream.schema("n INT").json("{folder}/landing")
"""


def test_a_condition_may_ask_a_query(lab) -> None:
    lab.land("landing/a.jsonl", *READINGS)
    with pytest.raises(PipelineError, match=r"'few'.*Output record: \{\}"):
        lab.run({"rules.py": LOOKED_UP})
    lab.run({"rules.py": LOOKED_UP.replace("_or_fail", "")})
    assert lab.rows("listed") == [(0,), (1,)]
    assert lab.quality() == {
        ("listed", "big"): (2, 3),
        ("listed", "listed"): (2, 3),
        ("listed", "few"): (4, 1),
    }


def test_rows_are_kept_dropped_and_counted(lab) -> None:
    lab.land("landing/a.jsonl", *READINGS)
    lab.run({"rules.py": WATCHED})
    assert lab.rows("warned") == [(-1,), (1,), (2,)]
    assert lab.rows("both") == [(1,)]
    assert lab.rows("quarantine") == [(None,), (-1,), (0,), (2,)]
    assert lab.rows("target") == [(0,), (2,)]
    assert lab.quality() == {
        ("numbers", "known"): (4, 1),
        ("warned", "positive"): (2, 3),
        ("warned", "not zero"): (3, 2),
        ("warned", "small"): (3, 2),
        ("warned", "any"): (5, 0),
        ("both", "positive"): (2, 1),
        ("both", "small"): (2, 1),
        ("quarantine", "quarantined"): (4, 1),
        ("target", "big"): (1, 4),
        ("target", "even"): (2, 3),
    }
    # The event log's table says the same.
    query = (
        "SELECT get_json_object(details, '$.flow_progress.metrics.num_output_rows') "
        f"FROM event_log_{lab.schema} WHERE message = 'Flow quarantine has COMPLETED.'"
    )
    assert lab.rows(query) == [("4",)]
    # As the examples of Databricks' documentation ask it.
    query = (
        "SELECT DISTINCT origin.flow_name, details:flow_progress.metrics.num_output_rows::BIGINT, "
        f"error.fatal FROM event_log_{lab.schema} WHERE event_type = 'flow_progress' "
        f"AND origin.pipeline_name = '{lab.schema}' AND details:flow_progress:status = 'COMPLETED' "
        "AND origin.flow_name = 'quarantine'"
    )
    assert lab.rows(query) == [("quarantine", 4, None)]


def test_an_event_log_of_texts_becomes_one_of_structs(lab) -> None:
    lab.land("landing/a.jsonl", {"n": 1})
    lab.run({"strict.py": FAILING})
    log = f"event_log_{lab.schema}"
    before = lab.rows(f"SELECT id, origin.update_id, sequence.data_plane_id.seq_no FROM {log}")
    texts = ", ".join(f"to_json({name}) AS {name}" for name in ("sequence", "origin", "error"))
    older = lab.spark.sql(f"SELECT * EXCEPT (sequence, origin, error), {texts} FROM {log}").localCheckpoint()
    older.write.mode("overwrite").option("overwriteSchema", "true").saveAsTable(log)
    lab.run({"strict.py": FAILING})
    after = lab.rows(f"SELECT id, origin.update_id, sequence.data_plane_id.seq_no FROM {log}")
    assert set(before) < set(after)


def test_a_failed_expectation_writes_nothing_and_skips_what_depends_on_it(lab) -> None:
    lab.land("landing/a.jsonl", {"n": 1}, {"n": -5})
    with pytest.raises(PipelineError) as caught:
        lab.run({"strict.py": FAILING})
    assert str(caught.value).startswith(
        "strict: [EXPECTATION_VIOLATION] Flow 'strict' failed to meet the expectation. "
        "Violated expectations: 'positive'. Output record: {\"n\":-5}"
    )
    assert lab.rows("strict") == []
    assert lab.rows("beside") == [(0,), (1,), (2,)]
    assert not lab.spark.catalog.tableExists("after")
    states = {
        e["origin"]["flow_name"]: e["details"]["flow_progress"]["status"]
        for e in lab.events()
        if e["event_type"] == "flow_progress"
    }
    assert states == {"strict": "FAILED", "after": "SKIPPED", "beside": "COMPLETED"}
    lab.land("landing/a.jsonl", {"n": 1})
    lab.run({"strict.py": FAILING})
    assert lab.rows("after") == [(1,)]
