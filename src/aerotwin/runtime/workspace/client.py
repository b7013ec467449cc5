"""A WorkspaceClient without a workspace."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from databricks.sdk.service import iam
from databricks.sdk.service import workspace as sdk

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.notebooks.paths import user
from aerotwin.runtime.workspace.catalog import Catalogs, Schemas, Tables, Volumes
from aerotwin.runtime.workspace.files import Files


class CurrentUser:
    """`w.current_user`."""

    def me(self) -> iam.User:
        """Who runs this."""
        return iam.User(user_name=user(), display_name=user(), active=True)


class Secrets:
    """`w.secrets`, as dbutils has them."""

    def __init__(self, dbutils: DBUtils) -> None:
        self._secrets = dbutils.secrets

    def get_secret(self, scope: str, key: str) -> sdk.GetSecretResponse:
        """A secret, its value in base64."""
        value = base64.b64encode(self._secrets.getBytes(scope, key)).decode()
        return sdk.GetSecretResponse(key=key, value=value)

    def list_scopes(self) -> Iterator[sdk.SecretScope]:
        """The scopes."""
        return (sdk.SecretScope(name=scope.name) for scope in self._secrets.listScopes())

    def list_secrets(self, scope: str) -> Iterator[sdk.SecretMetadata]:
        """The keys of a scope."""
        return (sdk.SecretMetadata(key=secret.key) for secret in self._secrets.list(scope))


class LocalClient:
    """The services of a workspace that a laptop has; each other one raises AeroTwinError by name."""

    def __init__(self, spark: LazySpark, dbutils: DBUtils) -> None:
        self.config = SimpleNamespace(host="https://localhost", auth_type="local", cluster_id=None)
        self.dbutils = dbutils
        self.current_user = CurrentUser()
        self.secrets = Secrets(dbutils)
        self.files = Files()
        self.catalogs = Catalogs(spark)
        self.schemas = Schemas(spark)
        self.tables = Tables(spark)
        self.volumes = Volumes(spark)

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
