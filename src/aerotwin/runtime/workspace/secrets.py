"""`w.secrets`: the scopes of the home's secrets file."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from databricks.sdk.errors import ResourceAlreadyExists, ResourceDoesNotExist
from databricks.sdk.service import workspace as sdk

from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.secrets import read, secrets_file, write
from aerotwin.runtime.workspace.service import Local


class Secrets(Local):
    """`w.secrets`, as dbutils has them, and written."""

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

    def create_scope(self, scope: str, **_: object) -> None:
        """Make a scope. Raises ResourceAlreadyExists."""
        scopes = read(secrets_file())
        if scope in scopes:
            raise ResourceAlreadyExists(f"Scope {scope} already exists!")
        write(secrets_file(), {**scopes, scope: {}})

    def delete_scope(self, scope: str) -> None:
        """Remove a scope with its secrets. Raises ResourceDoesNotExist."""
        scopes = read(secrets_file())
        _existing(scopes, scope)
        write(secrets_file(), {name: keys for name, keys in scopes.items() if name != scope})

    def put_secret(
        self, scope: str, key: str, *, string_value: str | None = None, bytes_value: str | None = None
    ) -> None:
        """Write a secret; `bytes_value` is in base64. Raises ResourceDoesNotExist for an unknown scope."""
        scopes = read(secrets_file())
        value = string_value if bytes_value is None else base64.b64decode(bytes_value).decode()
        write(secrets_file(), {**scopes, scope: {**_existing(scopes, scope), key: value}})

    def delete_secret(self, scope: str, key: str) -> None:
        """Remove a secret. Raises ResourceDoesNotExist."""
        scopes = read(secrets_file())
        keys = _existing(scopes, scope)
        if key not in keys:
            raise ResourceDoesNotExist(f"Secret does not exist with scope: {scope} and key: {key}")
        write(secrets_file(), {**scopes, scope: {name: one for name, one in keys.items() if name != key}})


def _existing(scopes: dict[str, dict[str, str]], scope: str) -> dict[str, str]:
    if scope not in scopes:
        raise ResourceDoesNotExist(f"Scope {scope} does not exist!")
    return scopes[scope]
