import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os
from aerotwin.runtime.notebooks import no_services
no_services.install()
from mlflow.utils import databricks_utils
from mlflow.utils.databricks_utils import is_in_databricks_runtime
print(os.environ["DATABRICKS_RUNTIME_VERSION"], is_in_databricks_runtime())
"""
# What an interactive program finds, whose dbutils has no services of a cluster.
BEFORE = """
import sys, types
shell = types.SimpleNamespace(ns_table={"user_global": {"dbutils": object()}})
sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: shell)
"""


def test_a_program_sees_the_version_of_its_cluster_and_mlflow_none(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABRICKS_RUNTIME_VERSION": "15.4", "AEROTWIN_HOME": str(tmp_path)}
    for before in ("", BEFORE):
        done = subprocess.run(
            [sys.executable, "-c", before + PROGRAM],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert done.stdout.strip() == "15.4 False", done.stderr
