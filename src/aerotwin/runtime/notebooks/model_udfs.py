"""`mlflow.pyfunc.spark_udf` runs a model with the packages that are here.

For an environment of the model's own, `env_manager="virtualenv"`, MLflow wants a cluster of Databricks.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import


def install() -> None:
    """Have the function leave other environments out, and say so. Idempotent."""
    after_import("mlflow.pyfunc", _change)


def _change(module: ModuleType) -> None:
    known: Any = module
    spark_udf = known.spark_udf
    if hasattr(spark_udf, "here"):
        return

    @functools.wraps(spark_udf)
    def udf(
        *args: Any, env_manager: str | None = None, prebuilt_env_uri: str | None = None, **kwargs: Any
    ) -> Any:
        if env_manager not in (None, "local") or prebuilt_env_uri:
            print(
                "spark_udf: the model runs with the packages that are here, not in its own.", file=sys.stderr
            )
        return spark_udf(*args, env_manager="local", **kwargs)

    udf.here = True  # type: ignore[attr-defined]
    known.spark_udf = udf
