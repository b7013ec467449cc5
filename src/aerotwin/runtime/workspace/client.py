"""A WorkspaceClient without a workspace."""

from __future__ import annotations

from typing import Any

from databricks.sdk.service import iam

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.context import HOST, TOKEN
from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.notebooks.paths import user
from aerotwin.runtime.workspace.catalog import Catalogs, Schemas, Tables, Volumes
from aerotwin.runtime.workspace.files import Files
from aerotwin.runtime.workspace.objects import Workspace
from aerotwin.runtime.workspace.secrets import Secrets
from aerotwin.runtime.workspace.service import Local
from aerotwin.runtime.workspace.statements import StatementExecution, Warehouses


class CurrentUser(Local):
    """`w.current_user`."""

    def me(self) -> iam.User:
        """Who runs this."""
        return iam.User(user_name=user(), display_name=user(), active=True)


class Config(Local):
    """`w.config`: where a workspace would be; none answers there."""

    host = f"https://{HOST}"
    token = TOKEN
    auth_type = "local"
    cluster_id = None
    warehouse_id = None

    def authenticate(self) -> dict[str, str]:
        """The headers of a request."""
        return {"Authorization": f"Bearer {TOKEN}"}


class LocalClient:
    """The services of a workspace that a laptop has; each other one raises AeroTwinError by name."""

    def __init__(self, spark: LazySpark, dbutils: DBUtils) -> None:
        self.config = Config()
        self.dbutils = dbutils
        self.current_user = CurrentUser()
        self.secrets = Secrets(dbutils)
        self.files = Files()
        self.catalogs = Catalogs(spark)
        self.schemas = Schemas(spark)
        self.tables = Tables(spark)
        self.volumes = Volumes(spark)
        self.workspace = Workspace()
        self.statement_execution = StatementExecution(spark)
        self.warehouses = Warehouses()

    def get_workspace_id(self) -> int:
        """No workspace has this number."""
        return 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        there = ", ".join(sorted(key for key in vars(self) if not key.startswith("_")))
        raise AeroTwinError(
            f"WorkspaceClient().{name} is not runnable locally; there are {there}. With DATABRICKS_HOST "
            "set the client asks that workspace."
        )
