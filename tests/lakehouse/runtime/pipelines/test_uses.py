"""USE SCHEMA of a source file, which counts from there to the file's end."""

from __future__ import annotations

BRONZE = """
from pyspark import pipelines as dp

@dp.materialized_view
def rows():
    return spark.range(3).selectExpr("id AS n")
"""
SILVER = """
from pyspark import pipelines as dp
from pyspark.sql import functions as F

spark.sql("USE SCHEMA {schema}_silver")

@dp.materialized_view
def rows():
    return spark.read.table("{schema}.rows").withColumn("n", F.col("n") * 10)

@dp.materialized_view
def total():
    return spark.sql("SELECT sum(n) AS s FROM rows")
"""
GOLD = """
from pyspark import pipelines as dp

@dp.materialized_view
def report():
    return spark.read.table("rows").join(spark.read.table("{schema}_silver.total"))
"""
MORE = """
USE SCHEMA {schema}_silver;
CREATE OR REFRESH MATERIALIZED VIEW twice AS SELECT s * 2 AS t FROM total;
"""


def test_unqualified_names_of_the_rest_of_the_file_are_of_that_schema(lab) -> None:
    sources = {"bronze.py": BRONZE, "silver.py": SILVER, "gold.py": GOLD, "more.sql": MORE}
    silver = f"{lab.schema}_silver"
    for _ in range(2):
        lab.run({name: text.replace("{schema}", lab.schema) for name, text in sources.items()})
        assert lab.rows("rows") == [(0,), (1,), (2,)]
        assert lab.rows("report") == [(0, 30), (1, 30), (2, 30)]
        assert sorted(map(tuple, lab.spark.table(f"{silver}.rows").collect())) == [(0,), (10,), (20,)]
        assert lab.spark.table(f"{silver}.twice").collect() == [(60,)]
    lab.spark.sql(f"DROP SCHEMA {silver} CASCADE").collect()
