"""MLflow asks a cluster that it runs on for services; it is told that it does not run on one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from aerotwin.runtime.notebooks.after_import import after_import
from aerotwin.runtime.notebooks.compute import VERSION

ASKED = "mlflow.utils.databricks_utils"


def install() -> None:
    """Let a program see the version of its cluster, and MLflow none. Idempotent."""
    after_import(ASKED, _change, _without_version)


def _change(module: ModuleType) -> None:
    module.get_databricks_runtime_version = lambda: None  # type: ignore[attr-defined]


@contextmanager
def _without_version() -> Iterator[None]:
    """While it is imported: it looks for a cluster's tokens then."""
    version = os.environ.pop(VERSION, None)
    try:
        yield
    finally:
        if version is not None:
            os.environ[VERSION] = version
