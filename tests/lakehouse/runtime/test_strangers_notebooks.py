"""What notebooks written for Databricks rely on, on warm kernels."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.kernels.errors import TaskTimeout
from aerotwin.runtime.kernels.notebook import run_notebook
from aerotwin.runtime.kernels.pool import KernelPool

Run = Callable[..., str | None]


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str], pool: KernelPool) -> Run:
    def go(*cells: str, name: str = "given.py", timeout: float = 300) -> str | None:
        notebook = tmp_path / name
        separator = "\n\n# COMMAND ----------\n\n"
        notebook.write_text(f"# Databricks notebook source\n{separator.join(cells)}\n")
        return run_notebook(
            notebook,
            tmp_path / "out" / "attempt-1.ipynb",
            {},
            environment=environment,
            pool=pool,
            timeout=timeout,
            cancel=threading.Event(),
        ).exit_value

    return go


def test_restart_clears_variables_and_keeps_widgets_and_views(run: Run) -> None:
    left = run(
        "dbutils.widgets.text('day', 'monday')\nx = 1\nspark.range(3).createOrReplaceTempView('three')",
        "dbutils.library.restartPython()\nraise SystemError('this cell is over')",
        "kept = dbutils.widgets.get('day'), spark.table('three').count()\n"
        "dbutils.notebook.exit(f\"{'x' in globals()} {kept}\")",
    )
    assert left == "False ('monday', 3)"


def test_columns_and_udfs_before_the_first_use_of_spark(run: Run, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("def plus(x):\n    return x + 3\n")
    left = run(
        "from pyspark.sql.functions import col, udf\nfrom beside import plus\n"
        "doubled = (col('id') * 2).alias('d')\nadded = udf(plus, 'long')",
        "dbutils.notebook.exit(str(spark.range(1, 2).select(doubled, added('id')).first()[:]))",
    )
    assert left == "(2, 4)"


def test_a_builder_with_a_master_and_the_active_session_are_this_session(run: Run) -> None:
    left = run(
        "from pyspark.sql import SparkSession\n"
        "built = SparkSession.builder.master('local[*]').appName('x').getOrCreate()\n"
        "built.range(2).createOrReplaceTempView('two')",
        "dbutils.notebook.exit(str(SparkSession.getActiveSession().table('two').count()))",
    )
    assert left == "2"


def test_mlflow_of_a_workspace_is_the_homes(run: Run) -> None:
    left = run(
        "import mlflow\nmlflow.set_tracking_uri('databricks')\nmlflow.set_registry_uri('databricks-uc')\n"
        "mlflow.set_experiment('/Users/me/x')\n"
        "with mlflow.start_run() as started:\n    mlflow.log_metric('m', 2.5)",
        "dbutils.notebook.exit(str(mlflow.get_run(started.info.run_id).data.metrics))",
    )
    assert left == "{'m': 2.5}"


def test_a_notebook_named_as_a_module_does_not_hide_it(run: Run) -> None:
    assert run(
        "import secrets\ndbutils.notebook.exit(secrets.token_hex(2) and 'found')", name="secrets.py"
    ) == ("found")


def test_modules_are_found_where_a_notebook_changes_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "validation").mkdir()
    (tmp_path / "validation" / "validation.py").write_text("threshold = 'five'")
    assert run("%cd validation", "import validation\ndbutils.notebook.exit(validation.threshold)") == "five"


def test_functions_find_the_packages_of_their_notebook_in_workers(run: Run, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    (site / "only_there.py").write_text("def double(n):\n    return 2 * n\n")
    asked = "doubled = udf(lambda n: only_there.double(n), 'bigint')"
    found = "spark.range(3).selectExpr('id + 1 AS n').select(doubled('n')).collect()"
    cells = (f"import sys\nsys.path.append({str(site)!r})", f"import only_there\n{asked}")
    assert run(*cells, f"dbutils.notebook.exit([row[0] for row in {found}])") == "[2, 4, 6]"


def test_a_notebook_that_another_runs_ends_in_time(run: Run, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("# Databricks notebook source\nimport time\ntime.sleep(600)\n")
    left = run(
        "try:\n    dbutils.notebook.run('slow', 1)\nexcept Exception as error:\n    message = str(error)",
        "dbutils.notebook.exit(message)",
    )
    assert left == "Timed out after 1 s."


def test_a_timeout_before_the_kernel_is_there_is_kept(run: Run) -> None:
    with pytest.raises(TaskTimeout):
        run("import time\ntime.sleep(600)", timeout=0.001)


def test_input_is_refused(run: Run) -> None:
    with pytest.raises(AeroTwinError, match="nobody answers"):
        run("input('name?')")
