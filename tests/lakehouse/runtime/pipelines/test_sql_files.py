"""Pipelines in SQL, in both of their dialects, and notebooks as sources."""

from __future__ import annotations

import json

MODERN = """-- bronze
SET pipeline.region = north;

CREATE OR REFRESH STREAMING TABLE orders (
  id INT NOT NULL COMMENT 'the order''s number',
  amount DECIMAL(10, 2),
  day DATE,
  CONSTRAINT pk PRIMARY KEY (id),
  CONSTRAINT positive EXPECT (amount > 0) ON VIOLATION DROP ROW,
  CONSTRAINT dated EXPECT (day IS NOT NULL)
)
PARTITIONED BY (day)
COMMENT 'Orders; as they came'
TBLPROPERTIES ('quality' = 'silver', pipelines.autoOptimize.managed = 'true')
AS SELECT id, amount, day FROM STREAM read_files(
  '{folder}/orders', format => 'json', schemaHints => 'id INT, amount DECIMAL(10, 2), day DATE'
);

CREATE OR REFRESH MATERIALIZED VIEW totals (region COMMENT 'where', total) CLUSTER BY AUTO
AS SELECT '${pipeline.region}', sum(amount) FROM orders;

CREATE TEMPORARY VIEW big AS SELECT * FROM orders WHERE amount >= ${limit};
CREATE VIEW ids AS SELECT id FROM orders;
CREATE OR REFRESH PRIVATE MATERIALIZED VIEW big_ones CLUSTER BY (id) AS SELECT id FROM big;
"""
LEGACY = """-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Legacy

-- COMMAND ----------

CREATE OR REFRESH STREAMING LIVE TABLE raw COMMENT "raw"
AS SELECT * FROM cloud_files("{folder}/orders", "json", map("cloudFiles.inferColumnTypes", "true"));

-- COMMAND ----------

CREATE INCREMENTAL LIVE VIEW recent (CONSTRAINT known EXPECT (id > 0) ON VIOLATION DROP ROW)
AS SELECT * FROM STREAM(LIVE.raw);
CREATE STREAMING LIVE TABLE copied AS SELECT id FROM STREAM(LIVE.recent);
CREATE LIVE TABLE counted AS SELECT count(*) AS c FROM LIVE.copied;

-- COMMAND ----------

CREATE OR REFRESH STREAMING TABLE appended;
CREATE FLOW from_raw AS INSERT INTO appended BY NAME SELECT id FROM STREAM(raw);
CREATE FLOW backfill AS INSERT INTO ONCE appended BY NAME SELECT 100L AS id;
CREATE OR REFRESH STREAMING TABLE latest;
CREATE FLOW apply AS AUTO CDC INTO latest FROM STREAM(raw) KEYS (id)
SEQUENCE BY id COLUMNS * EXCEPT (day, _rescued_data) STORED AS SCD TYPE 1;
"""
NOTEBOOK = """# Databricks notebook source
# MAGIC %md
# MAGIC # A notebook

# COMMAND ----------

# MAGIC %run ./shared/helpers

# COMMAND ----------

import dlt
display(spark.sql("SELECT 1"))

@dlt.table(name=f"{PREFIX}_copied", comment="from a notebook")
def copy():
    return dlt.read("counted")
"""
HELPERS = '# Databricks notebook source\nPREFIX = "nb"\n'
ORDERS = [
    {"id": 1, "amount": 10.5, "day": "2024-01-01"},
    {"id": 2, "amount": -1, "day": "2024-01-02"},
    {"id": 3, "amount": 99, "day": None},
]


def _notebook(language: str, *cells: str) -> str:
    cell = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    return json.dumps(
        {
            "cells": [{**cell, "id": str(number), "source": text} for number, text in enumerate(cells)],
            "metadata": {"application/vnd.databricks.v1+notebook": {"language": language}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_statements_of_both_dialects_and_notebooks(lab) -> None:
    lab.land("orders/a.json", *ORDERS)
    (lab.folder / "shared").mkdir()
    (lab.folder / "shared" / "helpers.py").write_text(HELPERS)
    in_python = (
        "%sql\nSELECT 1",
        "import dlt\n%pip install pandas\n@dlt.view\ndef v():\n    return spark.range(2)",
    )
    in_sql = ("%md\n# Sums", "CREATE MATERIALIZED VIEW doubled AS SELECT id * 2 AS id FROM v;", "-- no more")
    files = {
        "modern.sql": MODERN,
        "legacy.sql": LEGACY,
        "copy.py": NOTEBOOK,
        "cells.ipynb": _notebook("python", *in_python),
        "sums.ipynb": _notebook("sql", *in_sql),
    }
    libraries = [{"notebook": {"path": name.split(".")[0]}} for name in files]
    resource = {"configuration": {"limit": "50"}, "libraries": libraries}
    lab.run(files, resource=resource)
    assert lab.rows("SELECT id, string(amount), string(day) FROM orders") == [
        (1, "10.50", "2024-01-01"),
        (3, "99.00", None),
    ]
    assert lab.rows("SELECT region, string(total) FROM totals") == [("north", "109.50")]
    assert lab.rows("big_ones") == [(3,)]
    assert lab.rows("ids") == [(1,), (3,)]
    assert lab.rows("copied") == [(1,), (2,), (3,)]
    assert lab.rows("nb_copied") == [(3,)]
    assert lab.rows("doubled") == [(0,), (2,)]
    assert lab.rows("appended") == [(1,), (100,), (2,), (3,)]
    assert lab.quality()["orders", "dated"] == (2, 1)
    columns = {field.name: field for field in lab.spark.table("orders").schema}
    assert columns["id"].metadata["comment"] == "the order's number"
    detail = lab.spark.sql("DESCRIBE DETAIL orders").collect()[0]
    assert (detail.description, detail.partitionColumns) == ("Orders; as they came", ["day"])
    assert detail.properties["quality"] == "silver"
    keys = "SELECT constraint_name, column_name FROM information_schema.key_column_usage"
    of_orders = "WHERE table_name = 'orders' AND table_schema = current_schema()"
    assert lab.rows(f"{keys} {of_orders}") == [("pk", "id")]
    # Again: what ran once does not run again, and streams go on.
    lab.land("orders/b.json", {"id": 4, "amount": 1, "day": "2024-01-03"})
    lab.run(files, resource=resource)
    assert lab.rows("appended") == [(1,), (100,), (2,), (3,), (4,)]
    assert lab.rows("nb_copied") == [(4,)]
    assert lab.rows("SELECT region, string(total) FROM totals") == [("north", "110.50")]


def test_a_delta_table_is_streamed_by_its_path(lab) -> None:
    source = f"{lab.folder}/codes"
    text = "CREATE STREAMING TABLE {} AS SELECT c.id FROM {} c"
    files = {
        "codes.sql": ";\n".join(
            (
                text.format("plain", "STREAM delta.`{folder}/codes`"),
                text.format("called", "STREAM(delta.`{folder}/codes`)"),
            )
        )
    }
    lab.spark.range(2).write.format("delta").save(source)
    for _ in range(2):
        lab.run(files)
        assert lab.rows("plain") == lab.rows("called") == [(0,), (1,)]
    lab.spark.range(2, 3).write.format("delta").mode("append").save(source)
    lab.run(files)
    assert lab.rows("plain") == lab.rows("called") == [(0,), (1,), (2,)]
