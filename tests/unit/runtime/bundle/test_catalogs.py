from __future__ import annotations

from pathlib import Path

from aerotwin.runtime.bundle import load
from aerotwin.runtime.bundle.catalogs import declared
from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.catalogs import declare

YAML = """
bundle: {name: b}
variables:
  catalog: {default: from_variable}
  catalogue: {default: not_one}
resources:
  jobs:
    j:
      parameters: [{name: target_catalog, default: from_parameter}]
      tasks: [{task_key: t, notebook_task: {notebook_path: n.py, base_parameters: {catalog_name: from-base}}}]
  pipelines:
    p: {name: p, catalog: "${var.catalog}_dev", schema: s, configuration: {aCatalog: no, my.catalog: conf}}
  schemas:
    s: {catalog_name: of_schema, name: s}
"""
NOTEBOOK = """# Databricks notebook source
dbutils.widgets.text("catalog", "of_widget")
spark.sql("USE CATALOG `literal`")
spark.sql(f"use catalog {catalog}")
# MAGIC %sql USE CATALOG IDENTIFIER(:catalog)
# MAGIC %sql USE CATALOG spark_catalog
"""


def test_catalogs_of_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(YAML)
    (tmp_path / "n.py").write_text(NOTEBOOK)
    bundle = load(tmp_path, None, {})
    assert declared(bundle, {"catalog": "Of_Run"}) == {
        "from_variable",
        "from_parameter",
        "from-base",
        "from_variable_dev",
        "conf",
        "of_schema",
        "of_widget",
        "literal",
        "of_run",
    }


def test_what_is_declared_is_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    declare(home, {"b", "a"})
    declare(home, {"c", "a"})
    assert home.catalogs_file.read_text() == "a\nb\nc\n"
