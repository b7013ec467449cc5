"""Sinks: what a pipeline writes outside its own tables, batch by batch or as a stream."""

from __future__ import annotations

SINKS = """import dlt
from pyspark import pipelines as dp
from pyspark.sql import functions as F

@dp.table
def landed():
    return spark.readStream.schema("n INT").json("{folder}/landing")

@dp.foreach_batch_sink(name="batches")
def batches(df, batch_id):
    df.sparkSession.sql("SELECT 1").collect()
    df.withColumn("b", F.lit(batch_id)).write.format("delta").mode("append").saveAsTable("{schema}.batched")

@dp.append_flow(target="batches", name="to_batches")
def to_batches():
    return spark.readStream.table("landed")

dp.create_sink("out", "delta", {"tableName": "{schema}.sunk"})

@dp.append_flow(target="out", name="to_out")
def to_out():
    return dlt.read_stream("landed")

dp.create_sink(name="files", format="json", options={"path": "{folder}/files"})

@dp.append_flow(target="files")
def to_files():
    return spark.readStream.table("LIVE.landed")
"""


def test_each_row_goes_to_every_sink_once(lab) -> None:
    lab.land("landing/a.jsonl", {"n": 1}, {"n": 2})
    source = {"sinks.py": SINKS.replace("{schema}", lab.schema)}
    for rows in ([1, 2], [1, 2, 3]):
        lab.run(source)
        assert [n for n, _batch in lab.rows("batched")] == rows
        assert lab.rows("sunk") == [(n,) for n in rows]
        assert lab.rows(f"SELECT n FROM json.`{lab.folder}/files`") == [(n,) for n in rows]
        lab.land("landing/b.jsonl", {"n": 3})
    assert lab.rows("SELECT n, b FROM batched") == [(1, 0), (2, 0), (3, 1)]
    lab.run(source, full_refresh=True)
    # All is read again, and a sink keeps what it has got.
    assert lab.rows("sunk") == [(1,), (1,), (2,), (2,), (3,), (3,)]
    assert sorted(n for n, _batch in lab.rows("batched")) == [1, 1, 2, 2, 3, 3]
    lab.land("landing/c.jsonl", {"n": 4})
    lab.run(source, refresh_selection=["landed"])
    assert len(lab.rows("landed")) == 4
    assert len(lab.rows("sunk")) == 6
