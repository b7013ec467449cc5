"""MLflow of a program writes to the home's store, whatever workspace its code names."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from aerotwin.runtime.home import Home
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.notebooks.after_import import after_import

TRACKING = "mlflow.tracking._tracking_service.utils"
REGISTRY = "mlflow.tracking._model_registry.utils"
# Where else these functions are known by name.
EXPORTS = ("mlflow", "mlflow.tracking", "mlflow.tracking.fluent")
# With these a workspace is meant that there is.
REMOTE = ("DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE")


def install(home: Home) -> None:
    """Point MLflow at `home`, unless the environment names another server. Idempotent.

    `databricks` and `databricks-uc` mean the home too while the environment names no workspace.
    """
    os.environ.setdefault("MLFLOW_TRACKING_URI", uri(home))
    # Where MLflow puts the artifacts of an experiment that is made without a location of its own.
    os.environ.setdefault("_MLFLOW_SERVER_ARTIFACT_ROOT", home.mlartifacts.as_uri())
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    after_import(TRACKING, lambda module: _change(module, home, "tracking"))
    after_import(REGISTRY, lambda module: _change(module, home, "registry"))


def uri(home: Home) -> str:
    """The home's store as MLflow names it."""
    return f"sqlite:///{home.mlflow_db}"


def _change(module: ModuleType, home: Home, kind: str) -> None:
    known: Any = module
    setting, resolving = f"set_{kind}_uri", f"_resolve_{kind}_uri"
    set_uri = _original(getattr(known, setting))
    resolve = _original(getattr(known, resolving))

    @functools.wraps(set_uri)
    def set_here(uri: Any, *args: Any, **kwargs: Any) -> None:
        set_uri(_here(uri, home), *args, **kwargs)

    @functools.wraps(resolve)
    def resolve_here(*args: Any, **kwargs: Any) -> Any:
        return _here(resolve(*args, **kwargs), home)

    set_here.original, resolve_here.original = set_uri, resolve  # type: ignore[attr-defined]
    setattr(known, resolving, resolve_here)
    for name in (module.__name__, *EXPORTS):
        if hasattr(sys.modules.get(name), setting):
            setattr(sys.modules[name], setting, set_here)
    store = _original(known._get_sqlalchemy_store)
    made = functools.partial(_made, store, home)
    made.original = store  # type: ignore[attr-defined]
    known._get_sqlalchemy_store = made
    # The registry's own table of stores is made when it is first used.
    stores = known._tracking_store_registry if kind == "tracking" else known._model_registry_store_registry
    if stores is not None:
        stores.register("sqlite", made)


def _original(function: Callable[..., Any]) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(function, "original", function)
    return found


def _here(named: Any, home: Home) -> Any:
    workspace = str(named or "").split("://")[0] in ("databricks", "databricks-uc")
    return uri(home) if workspace and not any(os.environ.get(name) for name in REMOTE) else named


def _made(store: Callable[..., Any], home: Home, *args: Any, **kwargs: Any) -> Any:
    """A store; the first to open the home's makes its tables, and two at once would trip over each other."""
    with file_lock(home.create().path / "mlflow.tables.lock"):
        return store(*args, **kwargs)
