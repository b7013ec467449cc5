"""Notebooks in Databricks' source format, and what they find before their first cell."""

from __future__ import annotations

import threading
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels import lab
from aerotwin.runtime.kernels.notebook import run_notebook
from aerotwin.runtime.kernels.pool import KernelPool

SOURCE = """# Databricks notebook source
# MAGIC %md
# MAGIC # Sales by region

# COMMAND ----------

dbutils.widgets.text("region", "north")
dbutils.widgets.dropdown("unit", "eur", ["eur", "usd"])
region = dbutils.widgets.get("region")

# COMMAND ----------

# MAGIC %run ./shared/helpers $factor="3"

# COMMAND ----------

# MAGIC %sql
# MAGIC CREATE OR REPLACE TEMP VIEW sales AS
# MAGIC SELECT * FROM VALUES ('north', 2), ('north', 5), ('south', 11) AS t(region, amount);
# MAGIC SELECT region, sum(amount) AS total FROM sales GROUP BY region ORDER BY region

# COMMAND ----------

display(_sqldf)
total = {row.region: row.total for row in _sqldf.collect()}[region]

# COMMAND ----------

with open("/Volumes/main/raw/files/total.txt", "w") as file:
    file.write(str(scaled(total)))
dbutils.notebook.exit(dbutils.fs.head("dbfs:/Volumes/main/raw/files/total.txt"))
"""
HELPERS = """# Databricks notebook source
dbutils.widgets.text("factor", "1")
factor = int(dbutils.widgets.get("factor"))

# COMMAND ----------

def scaled(value):
    return value * factor
"""


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str], pool: KernelPool):
    def go(notebook: Path, parameters: dict[str, str]) -> tuple[str | None, str]:
        output = tmp_path / "out" / "attempt-1.ipynb"
        result = run_notebook(
            notebook,
            output,
            parameters,
            environment=environment,
            pool=pool,
            timeout=300,
            cancel=threading.Event(),
        )
        return result.exit_value, output.read_text()

    return go


@pytest.fixture
def sales(tmp_path: Path, home: Home) -> Path:
    (home.volumes / "main" / "raw" / "files").mkdir(parents=True, exist_ok=True)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "helpers.py").write_text(HELPERS)
    notebook = tmp_path / "sales.py"
    notebook.write_text(SOURCE)
    return notebook


@pytest.mark.parametrize(("parameters", "want"), [({}, "21"), ({"region": "south"}, "33")])
def test_source_notebook_with_widgets_run_sql_and_volumes(run, sales, parameters, want) -> None:
    assert run(sales, parameters)[0] == want


def test_sql_notebook_with_a_parameter_in_its_text(run, tmp_path: Path) -> None:
    notebook = tmp_path / "numbers.sql"
    notebook.write_text(
        "-- Databricks notebook source\nCREATE OR REPLACE TEMP VIEW numbers AS SELECT id FROM range(100);\n\n"
        "-- COMMAND ----------\n\nSELECT max(id) * 1000 AS answer FROM numbers WHERE id < ${limit}\n"
    )
    assert "41000" in run(notebook, {"limit": "42"})[1]


def test_secrets_never_reach_the_executed_notebook(run, home: Home, tmp_path: Path) -> None:
    file = home.path / "secrets.yml"
    file.write_text("warehouse: {password: 'open sesame'}\n")
    file.chmod(0o600)
    notebook = tmp_path / "secret.py"
    notebook.write_text(
        "# Databricks notebook source\npassword = dbutils.secrets.get('warehouse', 'password')\n"
        "print('it is', password)\ndbutils.notebook.exit(str(len(password)))\n"
    )
    exit_value, text = run(notebook, {})
    assert exit_value == str(len("open sesame"))
    assert "[REDACTED]" in text
    assert "open sesame" not in text


def test_shell_needs_consent(run, tmp_path: Path) -> None:
    notebook = tmp_path / "shell.py"
    notebook.write_text("# Databricks notebook source\n# MAGIC %sh echo hello\n")
    with pytest.raises(AeroTwinError, match="%sh runs only with consent: .* run the job with --allow-sh"):
        run(notebook, {})


def test_a_notebook_runs_another(run, tmp_path: Path) -> None:
    child = nbformat.v4.new_notebook()
    child.cells = [
        nbformat.v4.new_code_cell("day = 'none'", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("dbutils.notebook.exit(f'did {day}')"),
    ]
    nbformat.write(child, tmp_path / "child.ipynb")
    notebook = tmp_path / "parent.py"
    notebook.write_text(
        "# Databricks notebook source\n"
        "dbutils.notebook.exit(dbutils.notebook.run('child', 60, {'day': 'monday'}))\n"
    )
    assert run(notebook, {})[0] == "did monday"


def test_kernel_of_the_lab_has_the_lakehouse(home: Home, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(
        "bundle: {name: shop}\nvariables:\n  schema: {default: lab_schema}\ntargets: {dev: {default: true}}\n"
    )
    path = lab.install(tmp_path, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(path))
        for name, value in environment.items():
            patch.setenv(name, value)
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        said: list[str] = []
        client.execute_interactive(
            "print(spark.catalog.currentDatabase())",
            timeout=120,
            output_hook=lambda message: said.append(str(message["content"])),
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert "lab_schema" in "".join(said)
