"""What a notebook imports: parameters, the session, task values and output, here and on Databricks.

The same calls work in a task of a job, in a plain Jupyter or papermill kernel, and in a Databricks workspace
(told by DATABRICKS_RUNTIME_VERSION, which a task of the local runtime has too, but with the task's key).
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home, find_bundle_root

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SHOWN_ROWS = 1000
EXIT_MIME = "application/vnd.aerotwin.exit+json"
_MISSING = object()


def on_databricks() -> bool:
    """Whether this runs in a Databricks workspace."""
    return "DATABRICKS_RUNTIME_VERSION" in os.environ and "AEROTWIN_TASK_KEY" not in os.environ


def _given(name: str) -> Any:
    """An object that Databricks puts into every notebook: spark, dbutils, display."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None and name in shell.user_ns:
        return shell.user_ns[name]
    import databricks.sdk.runtime as runtime

    return getattr(runtime, name)


def home() -> Home:
    """The local lakehouse's home. Raises AeroTwinError outside any bundle."""
    return Home.find()


def widget(name: str, default: str) -> str:
    """The value of a parameter.

    On Databricks a text widget, made with `default` if missing. Locally `default` itself: papermill has
    already set the variable over the parameters cell.
    """
    if not on_databricks():
        return default
    widgets = _given("dbutils").widgets
    widgets.text(name, default)
    return str(widgets.get(name))


def spark(catalog: str, schema: str) -> SparkSession:
    """The session, with this current catalog and schema; the schema is made if missing.

    Locally it starts or joins the warm server, unless SPARK_REMOTE names another one.
    """
    with stage("attach"):
        if on_databricks():
            session: SparkSession = _given("spark")
            session.sql(f"USE CATALOG `{catalog}`")
            session.sql(f"CREATE SCHEMA IF NOT EXISTS `{schema}`")
            session.sql(f"USE SCHEMA `{schema}`")
            return session
        from aerotwin.runtime.spark.session import connect

        return connect(home(), catalog, schema)


def path(location: str) -> str:
    """Where a `/Volumes/...` location lies: itself on Databricks, else in the local home. Idempotent."""
    return location if on_databricks() else home().local(location)


class TaskValues:
    """Small JSON values that one task of a run leaves for the others."""

    def set(self, key: str, value: Any) -> None:
        """Leave `value` under `key` for tasks that come later. Raises TypeError if it is not JSON."""
        if on_databricks():
            _given("dbutils").jobs.taskValues.set(key=key, value=value)
            return
        file = run_dir() / "values.json"
        values = json.loads(file.read_text()) if file.is_file() else {}
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps({**values, key: value}))
        draft.rename(file)

    def get(self, task_key: str, key: str, default: Any = _MISSING) -> Any:
        """The value that task `task_key` left under `key`, else `default`.

        Raises AeroTwinError, naming the keys it did leave, without a default.
        """
        if on_databricks():
            extra = {} if default is _MISSING else {"default": default, "debugValue": default}
            return _given("dbutils").jobs.taskValues.get(taskKey=task_key, key=key, **extra)
        file = _task_dir(task_key) / "values.json"
        values = json.loads(file.read_text()) if file.is_file() else {}
        if key in values:
            return values[key]
        if default is not _MISSING:
            return default
        left = ", ".join(sorted(values)) or "none"
        raise AeroTwinError(f'Task "{task_key}" left no value "{key}" in this run; its values: {left}.')


task_values = TaskValues()


def display(obj: Any) -> None:
    """Show a Spark or pandas DataFrame, a figure, or HTML; of a Spark DataFrame the first 1000 rows."""
    if on_databricks():
        show = _given("displayHTML") if isinstance(obj, str) else _given("display")
        show(obj)
        return
    from IPython.display import HTML
    from IPython.display import display as show_here

    if isinstance(obj, str):
        obj = HTML(obj)
    elif hasattr(obj, "toPandas"):
        obj = obj.limit(SHOWN_ROWS).toPandas()
    show_here(obj)


def exit(value: str = "") -> NoReturn:
    """End the notebook here, successfully, with a value for who called it."""
    if on_databricks():
        _given("dbutils").notebook.exit(value)
    from IPython.display import display as show_here

    show_here({EXIT_MIME: value, "text/plain": f"Notebook exited: {value}"}, raw=True)
    raise SystemExit(0)


def mlflow_uri() -> None:
    """Point mlflow's tracking and registry at this lakehouse, or at Databricks and Unity Catalog."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    import mlflow

    if on_databricks():
        mlflow.set_tracking_uri("databricks")
        mlflow.set_registry_uri("databricks-uc")
        return
    here = home().create()
    # Where mlflow puts the artifacts of an experiment that is made without a location of its own.
    os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = here.mlartifacts.as_uri()
    mlflow.set_tracking_uri(f"sqlite:///{here.mlflow_db}")
    mlflow.set_registry_uri(f"sqlite:///{here.mlflow_db}")
    from aerotwin.runtime.locks import file_lock

    # The first to open the store makes its tables, and two at once would trip over each other.
    with file_lock(here.path / "mlflow.lock"):
        mlflow.search_experiments(max_results=1)


def experiment(name: str) -> None:
    """Make the MLflow experiment `name` the current one; its artifacts lie in the home."""
    import mlflow

    if not on_databricks():
        from aerotwin.runtime.locks import file_lock

        with file_lock(home().path / "mlflow.lock"):
            if mlflow.get_experiment_by_name(name) is None:
                mlflow.create_experiment(name, artifact_location=home().mlartifacts.as_uri())
    mlflow.set_experiment(name)


def run_dir() -> Path:
    """Where this task may leave files; in an interactive notebook a directory that goes with the kernel."""
    named = os.environ.get("AEROTWIN_TASK_DIR")
    if not named:
        return Path(_scratch().name)
    directory = Path(named)
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="aerotwin-")


def _task_dir(task_key: str) -> Path:
    run = os.environ.get("AEROTWIN_RUN_DIR")
    return Path(run) / task_key if run else run_dir()


def context() -> dict[str, str]:
    """Who runs this: `run_id`, `task_key` and `job`, empty in an interactive notebook."""
    if on_databricks():
        tags = json.loads(
            _given("dbutils").notebook.entry_point.getDbutils().notebook().getContext().toJson()
        )
        tags = tags.get("tags", {})
        return {
            "run_id": tags.get("multitaskParentRunId", ""),
            "task_key": tags.get("taskKey", ""),
            "job": tags.get("jobName", ""),
        }
    return {
        "run_id": os.environ.get("AEROTWIN_RUN_ID", ""),
        "task_key": os.environ.get("AEROTWIN_TASK_KEY", ""),
        "job": os.environ.get("AEROTWIN_JOB", ""),
    }


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time the block; in a task its seconds are appended to `<run_dir>/stages.json`."""
    began = time.perf_counter()
    try:
        yield
    finally:
        if "AEROTWIN_TASK_DIR" in os.environ:
            file = run_dir() / "stages.json"
            stages = json.loads(file.read_text()) if file.is_file() else []
            stages.append({"name": name, "seconds": round(time.perf_counter() - began, 4)})
            file.write_text(json.dumps(stages))


def bundle_root() -> Path:
    """The directory with databricks.yml. Raises AeroTwinError outside any bundle."""
    return find_bundle_root()
