"""Models are saved as on Databricks, where the code that saves and loads them is trusted alike.

Elsewhere MLflow saves models of scikit-learn, LightGBM and PyTorch in a format that refuses most of them, any
tree of scikit-learn's for one, unless the call lists the types that it may load.
"""

from __future__ import annotations

from types import ModuleType

from aerotwin.runtime.notebooks.after_import import after_import

FLAVORS = ("mlflow.sklearn", "mlflow.lightgbm", "mlflow.pytorch")


def install() -> None:
    """Let these take the format that they take with a workspace. Idempotent."""
    for name in FLAVORS:
        after_import(name, _change)


def _change(module: ModuleType) -> None:
    # What a flavor asks to choose its format, and for nothing else.
    module.is_databricks_uri = lambda _uri: True  # type: ignore[attr-defined]
