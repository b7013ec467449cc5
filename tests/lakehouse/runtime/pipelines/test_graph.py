"""Which dataset reads which is known whatever way it is read, and in whatever order they are defined."""

from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.events import PipelineError

# Every way to read, upside down; withColumn is analysed while the function runs.
TANGLED = """
import dlt
from pyspark import pipelines as dp
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.getActiveSession()

@dlt.table
def last():
    left = dlt.read("summed").withColumn("twice", F.col("s") * 2)
    if left.columns != ["s", "twice"]:
        raise ValueError(left.columns)
    return left.join(spark.table("LIVE.counted"))

@dp.materialized_view
def summed():
    text = "WITH rows AS (SELECT * FROM rows) SELECT sum(n) AS s FROM rows"
    return spark.sql(text).withColumn("s", F.col("s"))

@dp.materialized_view
def counted():
    rows = spark.read.table(f"{spark.conf.get('schema')}.landed")
    return rows.groupBy().count().withColumnRenamed("count", "c")

@dp.temporary_view
def rows():
    return spark.sql("SELECT * FROM landed").withColumn("m", F.lit(1)).drop("m")

@dp.table
def landed():
    return spark.readStream.schema("n INT").json("{folder}/landing").dropDuplicates(["n"])

@dp.table
def streamed():
    return spark.sql("SELECT n + 1 AS n FROM STREAM(landed)").withColumn("n", F.col("n") + 1)
"""


def test_reads_of_all_kinds_on_every_run(lab) -> None:
    resource = {"configuration": {"schema": lab.schema}}
    lab.land("landing/a.jsonl", {"n": 1}, {"n": 2}, {"n": 2})
    for _ in range(2):
        lab.run({"tangled.py": TANGLED}, resource=resource)
        assert lab.rows("last") == [(3, 6, 2)]
        assert lab.rows("streamed") == [(3,), (4,)]
    lab.land("landing/b.jsonl", {"n": 10})
    lab.run({"tangled.py": TANGLED}, resource=resource)
    assert lab.rows("last") == [(13, 26, 3)]
    assert lab.rows("streamed") == [(12,), (3,), (4,)]
    # Each run is a version: nothing was thrown away and made anew.
    assert len(lab.rows("DESCRIBE HISTORY last")) >= 4
    # A stream adds what is new, a view is computed again, a full refresh starts from nothing.
    (lab.folder / "landing" / "a.jsonl").unlink()
    lab.run({"tangled.py": TANGLED}, resource=resource, refresh_selection=["summed"])
    assert lab.rows("summed") == [(13,)]
    lab.run({"tangled.py": TANGLED}, resource=resource, full_refresh=True)
    assert (lab.rows("landed"), lab.rows("last")) == ([(10,)], [(10, 20, 1)])


BROKEN = {
    "a circle": (
        "@dlt.table\ndef a(): return dlt.read('b')\n@dlt.table\ndef b(): return dlt.read('a')\n",
        r"^a: the datasets depend on each other in a circle: a \(x.py, line 2\) reads b; "
        r"b \(x.py, line 4\) reads a\.",
    ),
    "itself": (
        "@dlt.table\ndef a(): return dlt.read('a')\n",
        r"^a: .* in a circle: a \(x.py, line 2\) reads a",
    ),
    "no such dataset": (
        "@dlt.table\ndef a():\n    return dlt.read('LIVE.nope')\n",
        r"^a: x.py, line 4: `LIVE.nope` is read, but no source file of the pipeline defines nope",
    ),
    "twice": (
        "@dlt.table\ndef a(): return spark.range(1)\n@dlt.table(name='A')\ndef b(): return spark.range(1)\n",
        r"Dataset a is defined twice: x.py, line 2 and x.py, line 4",
    ),
    "no DataFrame": (
        "@dlt.table\ndef a(): pass\n",
        r"^a: the function must return a DataFrame, not None",
    ),
    "batch into a streaming table": (
        "dlt.create_streaming_table('t')\n@dlt.append_flow(target='t')\ndef f(): return spark.range(1)\n",
        r"^f: the query of this flow must read a stream: use readStream",
    ),
    "no target": (
        "@dlt.append_flow(target='t')\ndef f(): return spark.range(1)\n",
        r"Flow f \(x.py, line 2\) writes to t, which no source file defines",
    ),
    "a stream into a materialized view": (
        "@dlt.materialized_view\ndef a(): return spark.readStream.format('rate').load()\n",
        r"^a: a materialized view needs a batch query",
    ),
    "widgets": ("dbutils.widgets.get('x')\n", r"^x.py, line 2: .*No input widget named \"x\""),
    "nothing": ("x = 1\n", "define no dataset"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_with_file_and_line(lab, case: str) -> None:
    source, said = BROKEN[case]
    with pytest.raises(PipelineError, match=said):
        lab.run({"x.py": "import dlt\n" + source})


def test_a_graph_that_does_not_resolve_refreshes_nothing(lab) -> None:
    good = {"good.sql": "CREATE MATERIALIZED VIEW good AS SELECT 1 AS n"}
    bad = "-- m is misspelt\nCREATE MATERIALIZED VIEW bad AS\nSELECT m FROM good;\n"
    after = "CREATE MATERIALIZED VIEW after AS SELECT * FROM bad;"
    with pytest.raises(PipelineError, match=r"^bad: .*UNRESOLVED_COLUMN.*`m`.*\(bad.sql, line 2\)"):
        lab.run({**good, "bad.sql": bad + after})
    assert lab.rows(f"SHOW TABLES IN {lab.schema} LIKE 'good'") == []
    told = [event["message"] for event in lab.events() if event["event_type"] == "flow_progress"]
    assert [one.split(":")[0] for one in told] == [
        "Failed to resolve flow bad",
        "Flow after is SKIPPED because bad has failed.",
    ]
    rule = "import dlt\n@dlt.table\n@dlt.expect('named', 'm > 0')\ndef ruled(): return dlt.read('good')\n"
    with pytest.raises(PipelineError, match=r"^ruled: .*`m`.*\(ruled.py, line 2\)"):
        lab.run({**good, "ruled.py": rule})
    lab.run(good, validate_only=True)
    assert lab.rows(f"SHOW TABLES IN {lab.schema} LIKE 'good'") == []


# What is known of a dataset before it has rows does not stand in the way of what is right.
WHOLE_NAMES = """
CREATE STREAMING TABLE landed AS SELECT * FROM STREAM read_files('{folder}/landing', format => 'json');
CREATE MATERIALIZED VIEW last AS SELECT {schema}.landed.n, twice.n AS m
  FROM {schema}.landed JOIN twice ON {schema}.landed.n = twice.n;
CREATE STREAMING TABLE twice AS SELECT landed.n FROM STREAM(landed) WHERE landed.n > 1;
"""
ACTION = """
import dlt
from pyspark.sql import functions as F

@dlt.table
def counted():
    most = dlt.read("landed").agg(F.max("n")).first()[0]
    return spark.range(most).withColumn("most", F.lit(most + 0))

@dlt.table
def after():
    return dlt.read("counted").groupBy("most").count()
"""


def test_queries_that_name_columns_in_full_or_ask_for_rows_resolve(lab) -> None:
    lab.land("landing/a.jsonl", {"n": 1}, {"n": 2})
    sources = {"names.sql": WHOLE_NAMES.replace("{schema}", lab.schema), "action.py": ACTION}
    for _ in range(2):
        lab.run(sources)
        assert lab.rows("SELECT n, m FROM last") == [(2, 2)]
        assert lab.rows("after") == [(2, 2)]


SHADOWS = """
import dlt

@dlt.view
def orders():
    return spark.readStream.table(f"{spark.conf.get('schema')}.orders")

@dlt.table
def copied():
    return spark.sql("SELECT n * 10 AS n FROM STREAM(orders)")
"""


def test_a_view_may_have_the_name_of_the_table_that_it_reads(lab) -> None:
    lab.spark.sql(f"CREATE TABLE {lab.schema}.orders AS SELECT 1 AS n").collect()
    for _ in range(2):
        lab.run({"shadows.py": SHADOWS}, resource={"configuration": {"schema": lab.schema}})
        assert lab.rows("copied") == [(10,)]


FALLING_BACK = """
from pyspark import pipelines as dp

def first(*reads):
    for read in reads:
        try:
            return read()
        except Exception:
            pass

@dp.materialized_view
def files():
    landing = lambda: spark.read.json("{folder}/landing")
    return first(lambda: spark.read.parquet("{folder}/absent/*.parquet"), landing)

@dp.materialized_view
def tables():
    return first(lambda: spark.read.table("absent.t"), lambda: spark.table("files"))
"""


def test_a_query_can_catch_that_what_it_reads_is_absent(lab) -> None:
    lab.land("landing/a.jsonl", {"n": 1}, {"n": 2})
    for _ in range(2):
        lab.run({"falling_back.py": FALLING_BACK})
        assert lab.rows("tables") == [(1,), (2,)]
