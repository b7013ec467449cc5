from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks.source import convert, read_notebook

PYTHON = """# Databricks notebook source
# MAGIC %md
# MAGIC # Title

# COMMAND ----------

# DBTITLE 1,First
x = 1

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT 1
"""


def test_cells_keep_order_titles_and_markdown() -> None:
    cells = convert(PYTHON, ".py", Path("a.py")).cells
    assert [(cell.cell_type, cell.source) for cell in cells] == [
        ("markdown", "# Title"),
        ("code", "x = 1"),
        ("code", "%sql\nSELECT 1"),
    ]
    assert cells[1].metadata["title"] == "First"


def test_sql_cells_are_sql() -> None:
    text = "-- Databricks notebook source\nSELECT 1\n-- COMMAND ----------\n-- MAGIC %python\n-- MAGIC x = 1"
    assert [cell.source for cell in convert(text, ".sql", Path("a.sql")).cells] == [
        "%sql\nSELECT 1",
        "%python\nx = 1",
    ]


@pytest.mark.parametrize("name", ["a.r", "a.scala", "a.py"])
def test_what_is_no_runnable_notebook_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text("x = 1")
    with pytest.raises(AeroTwinError):
        read_notebook(file)
