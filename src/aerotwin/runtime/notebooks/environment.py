"""What a notebook finds before its first cell: spark, dbutils, display, magics, paths."""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import sys
import sysconfig
from pathlib import Path
from types import ModuleType
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime import sql, workspace
from aerotwin.runtime.autoloader import install as autoloader
from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.secrets import redact
from aerotwin.runtime.home import Home, find_bundle_root
from aerotwin.runtime.notebooks import (
    absent,
    conf,
    descriptions,
    files,
    model_formats,
    model_udfs,
    native_files,
    no_services,
    older_mlflow,
    pickling,
    sessions,
    shown,
    star_imports,
    tracking,
    worker_packages,
)
from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.notebooks.magics import register
from aerotwin.runtime.notebooks.restart import WIDGETS
from aerotwin.runtime.notebooks.spark_context import SparkContext

PATH = "AEROTWIN_NOTEBOOK_PATH"
PARAMETERS = "AEROTWIN_NOTEBOOK_PARAMETERS"


def install(shell: Any) -> None:
    """Set up an IPython shell for the notebook and parameters that the environment names."""
    # Jupyter names the notebook that a kernel is started for, with older versions nothing.
    named = os.environ.get(PATH) or os.environ.get("JPY_SESSION_NAME") or "notebook.ipynb"
    notebook = Path.cwd() / named
    parameters = json.loads(os.environ.get(PARAMETERS, "{}"))
    secrets: set[str] = set()
    dbutils = DBUtils(notebook, parameters, lambda value: _keep(value, secrets, shell))
    dbutils.widgets.defined.update(json.loads(os.environ.get(WIDGETS, "{}")))
    names = prepare(notebook, dbutils)
    shell.push(names, interactive=False)
    # IPython gives its notebooks an `open` of its own, which would pass by the mapped one.
    shell.push({"open": builtins.open}, interactive=False)
    register(shell, notebook, dbutils)
    kernel = getattr(shell, "kernel", None)
    if kernel is not None and PATH in os.environ:
        kernel.raw_input = kernel.getpass = _no_input


def _no_input(*_args: Any, **_kwargs: Any) -> str:
    raise AeroTwinError(
        "A notebook of a job cannot ask: nobody answers input(). Give it a parameter and read that with "
        "dbutils.widgets.get."
    )


def prepare(program: Path, dbutils: DBUtils) -> dict[str, Any]:
    """Set up this process for a notebook or Python file of a bundle; the names it finds."""
    names = namespace(dbutils)
    _modules(names)
    sessions.install(names["spark"])
    conf.install()
    pickling.install()
    worker_packages.install()
    autoloader.install()
    sql.install()
    shown.install(names["display"])
    no_services.install()
    tracking.install(Home.find())
    model_formats.install()
    model_udfs.install()
    descriptions.install()
    older_mlflow.install()
    workspace.install(names["spark"], dbutils)
    files.install()
    native_files.install()
    absent.install()
    star_imports.install()
    _search_path(program.parent)
    return names


def namespace(dbutils: DBUtils) -> dict[str, Any]:
    """The names that every notebook has."""
    spark = LazySpark()
    return {
        "spark": spark,
        "dbutils": dbutils,
        "display": shown.display,
        "displayHTML": shown.display_html,
        "sql": lambda *args, **kwargs: spark.sql(*args, **kwargs),
        "table": lambda name: spark.table(name),
        "udf": _udf,
        "getArgument": dbutils.getArgument,
        "sc": SparkContext(spark),
        # The session has all that programs still ask of a SQLContext: sql, table, read, createDataFrame.
        "sqlContext": spark,
    }


def _udf(*args: Any, **kwargs: Any) -> Any:
    from pyspark.sql.functions import udf

    return udf(*args, **kwargs)


def _modules(names: dict[str, Any]) -> None:
    """Give the SDK's runtime module and pyspark.dbutils these objects; the SDK asks `dbruntime` for them."""

    class UserNamespaceInitializer:
        @classmethod
        def getOrCreate(cls) -> UserNamespaceInitializer:
            return cls()

        def get_namespace_globals(self) -> dict[str, Any]:
            return names

    runtime = ModuleType("dbruntime")
    runtime.UserNamespaceInitializer = UserNamespaceInitializer  # type: ignore[attr-defined]
    utilities = ModuleType("pyspark.dbutils")
    utilities.DBUtils = lambda *_: names["dbutils"]  # type: ignore[attr-defined]
    sys.modules.update({"dbruntime": runtime, "pyspark.dbutils": utilities, "dbruntime.dbutils": utilities})
    asked = ModuleType("dbruntime.databricks_repl_context")
    asked.get_context = names["dbutils"].notebook.replContext  # type: ignore[attr-defined]
    sys.modules["dbruntime.databricks_repl_context"] = asked
    runtime.__path__ = []
    # A module that was imported before the fork still has the remote objects.
    sys.modules.pop("databricks.sdk.runtime", None)


def _search_path(directory: Path) -> None:
    """Find modules beside the program and in its bundle: before packages, but after the standard library.

    A notebook is a Python file too, and one named `secrets.py` must not take that module's place. Where a
    program changes to (`%cd ..`) comes next, as in a workspace's notebooks.
    """
    wanted = [str(directory), ""]
    with contextlib.suppress(AeroTwinError):
        wanted.append(str(find_bundle_root(directory)))
    # What the task's environment and libraries ask for and this environment lacks.
    wanted += filter(None, os.environ.get("AEROTWIN_PYTHONPATH", "").split(os.pathsep))
    known = [one for one in sys.path if one not in wanted]
    standard = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    last = max((place for place, one in enumerate(known, 1) if _lies_in(one, standard)), default=0)
    sys.path[:] = [*known[:last], *wanted, *known[last:]]


def _lies_in(path: str, standard: set[str]) -> bool:
    return "-packages" not in path and any(f"{path}/".startswith(f"{one}/") for one in standard)


def _keep(value: str, secrets: set[str], shell: Any) -> None:
    if not value:
        return
    secrets.add(value)
    session = getattr(getattr(shell, "kernel", None), "session", None)
    if session is None or hasattr(session, "redacted"):
        return
    send = session.send

    def redacted(stream: Any, msg_or_type: Any, content: Any = None, *args: Any, **kwargs: Any) -> Any:
        if isinstance(msg_or_type, dict) and "content" in msg_or_type:
            msg_or_type = {**msg_or_type, "content": redact(msg_or_type["content"], secrets)}
        return send(stream, msg_or_type, redact(content, secrets), *args, **kwargs)

    # Everything a kernel says passes here: streams, results, errors.
    object.__setattr__(session, "redacted", True)
    session.send = redacted
