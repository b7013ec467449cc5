"""The Databricks SDK's WorkspaceClient, answered from the local home where it can be."""

from __future__ import annotations

import os
from types import ModuleType
from typing import Any

from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.context import HOST, TOKEN
from aerotwin.runtime.notebooks.after_import import after_import
from aerotwin.runtime.notebooks.lazy import LazySpark

# With any of these, in a call or in the environment, somebody means a workspace that there is.
REMOTE = ("host", "token", "profile", "config", "client_id", "azure_client_id", "google_credentials")
VARIABLES = ("DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE")


def install(spark: LazySpark, dbutils: DBUtils) -> None:
    """Have `WorkspaceClient()` give the local one from now on."""
    after_import("databricks.sdk", lambda module: _replace(module, spark, dbutils))


def _replace(module: ModuleType, spark: LazySpark, dbutils: DBUtils) -> None:
    real = getattr(module.WorkspaceClient, "real", module.WorkspaceClient)

    def workspace_client(*args: Any, **kwargs: Any) -> Any:
        here = kwargs.get("token") == TOKEN or (args and HOST in str(args[0]))
        remote = not here and (args or any(kwargs.get(name) for name in REMOTE))
        if remote or any(os.environ.get(name) for name in VARIABLES):
            return real(*args, **kwargs)
        from aerotwin.runtime.workspace.client import LocalClient

        return LocalClient(spark, dbutils)

    workspace_client.real = real  # type: ignore[attr-defined]
    module.WorkspaceClient = workspace_client  # type: ignore[attr-defined]
