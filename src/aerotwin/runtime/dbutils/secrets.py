"""dbutils.secrets from a local file: scopes with keys and values."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple  # noqa: UP035 - `list` is a method's name here

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.help import Helpful
from aerotwin.runtime.home import Home

REDACTED = "[REDACTED]"


class SecretScope(NamedTuple):
    """A scope, by name."""

    name: str


class SecretMetadata(NamedTuple):
    """A secret, by key; never its value."""

    key: str


class Secrets(Helpful):
    """Secrets of AEROTWIN_SECRETS, else `secrets.yml` in the home: `scope: {key: value}`, mode 600.

    `on_read` is called with each value that is handed out.
    """

    def __init__(self, on_read: Callable[[str], None], home: Home | None = None) -> None:
        self._on_read = on_read
        self._home = home

    def get(self, scope: str, key: str) -> str:
        """A secret's value. Raises AeroTwinError, naming what there is."""
        keys = self._scope(scope)
        if key not in keys:
            known = ", ".join(sorted(keys)) or "none"
            raise AeroTwinError(
                f'Secret scope "{scope}" of {secrets_file(self._home)} has no key "{key}"; its keys: {known}.'
            )
        value = str(keys[key])
        self._on_read(value)
        return value

    def getBytes(self, scope: str, key: str) -> bytes:
        """A secret's value in UTF-8."""
        return self.get(scope, key).encode()

    def list(self, scope: str) -> builtins.list[SecretMetadata]:
        """The keys of a scope."""
        return [SecretMetadata(key) for key in sorted(self._scope(scope))]

    def listScopes(self) -> builtins.list[SecretScope]:
        """The scopes."""
        return [SecretScope(name) for name in sorted(read(secrets_file(self._home)))]

    def _scope(self, scope: str) -> dict[str, Any]:
        file = secrets_file(self._home)
        scopes = read(file)
        if scope not in scopes:
            known = ", ".join(sorted(scopes)) or "none"
            raise AeroTwinError(
                f'There is no secret scope "{scope}"; there are: {known}. Write it to {file} as '
                f"`{scope}: {{key: value}}`, readable by you only (chmod 600)."
            )
        return scopes[scope]


def redact(value: Any, secrets: set[str]) -> Any:
    """`value`, JSON of any depth, with each secret in its strings replaced."""
    if isinstance(value, str):
        for secret in sorted(secrets, key=len, reverse=True):
            value = value.replace(secret, REDACTED)
        return value
    if isinstance(value, dict):
        return {key: redact(one, secrets) for key, one in value.items()}
    if isinstance(value, list):
        return [redact(one, secrets) for one in value]
    return value


def secrets_file(home: Home | None = None) -> Path:
    """Where the secrets are: AEROTWIN_SECRETS, else `secrets.yml` in the home."""
    return Path(os.environ.get("AEROTWIN_SECRETS") or (home or Home.find()).path / "secrets.yml")


def read(file: Path) -> dict[str, dict[str, Any]]:
    """Scopes with their keys and values. Raises AeroTwinError if others may read them, or for bad YAML."""
    import yaml

    if not file.is_file():
        return {}
    if file.stat().st_mode & 0o077:
        raise AeroTwinError(f"{file} may be read by others; run `chmod 600 {file}`.")
    scopes = yaml.safe_load(file.read_text()) or {}
    if not isinstance(scopes, dict) or not all(isinstance(keys, dict) for keys in scopes.values()):
        raise AeroTwinError(f"{file} must hold scopes with keys: `scope: {{key: value}}`.")
    return scopes


def write(file: Path, scopes: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace the file's content; only its owner may read it."""
    import yaml

    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(yaml.safe_dump({scope: dict(keys) for scope, keys in scopes.items()}))
    new.replace(file)
