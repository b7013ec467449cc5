import json
from pathlib import Path

import pytest

from aerotwin.runtime.bundle.sources import named

PYTHON = '''
"""Write to the table main.docs.nothing? No: only what is said to INTO, TABLE, VIEW or a writer counts."""
import os.path
CATALOG = "retail"
schema_name: str = 'bronze'
df.write.mode("append").saveAsTable("prd.orders.cleaned")
df.write.saveAsTable(f"{CATALOG}.{schema}.t")
spark.readStream.table("x").writeStream.toTable("`live-feed`.raw.events")
path = "/Volumes/lake/landing/files/2024/a.csv"
other = f"/Volumes/lake/landing/{name}/a.csv"
'''
SQL = """
-- Databricks notebook source
USE CATALOG shop;
USE SCHEMA gold;
GRANT USE CATALOG ON CATALOG shop TO someone;
INSERT INTO sales.daily.orders SELECT * FROM not_written.to.it;
CREATE TABLE IF NOT EXISTS `sales`.monthly.`orders` (id INT);
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.py",
            PYTHON,
            {("main", "docs"), ("retail",), ("retail", "bronze"), ("prd", "orders"), ("live-feed", "raw"),
             ("lake", "landing", "files")},
        ),
        ("a.sql", SQL, {("shop",), ("shop", "gold"), ("sales", "daily"), ("sales", "monthly")}),
        (
            "a.ipynb",
            json.dumps(["catalog = \"c1\"\n", "%sql\n", "insert into c2.s.t values (1)"], indent=1),
            {("c1",), ("c2", "s")},
        ),
        ("a.py", 'spark.sql("CREATE SCHEMA new.s")\ndf.write.saveAsTable("new.s.t")', {("new",)}),
        ("a.py", 'spark.sql(f"USE CATALOG dev_{env}")', set()),
        ("a.py", 'CATALOG, BRONZE = "corn", "bronze"', {("corn",)}),
        ("a.py", "catalog, schema = ('lake', 'raw')", {("lake",), ("lake", "raw")}),
        ("a.py", 'TGT_TABLE_NAME = "lake.gold.dim_date"\nother = "not.a.tables"', {("lake", "gold")}),
        ("a.py", 'load(target_table: str = "lake.gold.`dim`")', {("lake", "gold")}),
        ("a.py", 'w.volumes.create("lake", "raw", "v")\nopen("/Volumes/lake/raw/v/x")', {("lake",)}),
        ("a.py", 'df.write.saveAsTable(f"{catalog}.01_bronze.trips")', {("", "01_bronze")}),
        ("a.py", 'spark.sql(f"create schema {catalog}.s; select * from {cfg.catalog}.s.{t}")', set()),
        ("a.py", 'name, other = "lake", "raw"', set()),
        ("a.py", 'spark.sql("USE SCHEMA team")', {("spark_catalog", "team")}),
        ("a.py", 'df.write.saveAsTable("bronze.orders")', {("spark_catalog", "bronze")}),
        ("a.sql", "USE CATALOG c;\nINSERT INTO gold.t SELECT 1", {("c",), ("c", "gold")}),
        ("a.sql", "INSERT INTO delta.`/x/y` SELECT 1;\nCREATE TABLE s.t(id INT)", {("spark_catalog", "s")}),
    ],
)  # fmt: skip
def test_names_that_sources_write_out(
    tmp_path: Path, name: str, text: str, expected: set[tuple[str, ...]]
) -> None:
    (tmp_path / name).write_text(text)
    assert named(tmp_path) == expected
