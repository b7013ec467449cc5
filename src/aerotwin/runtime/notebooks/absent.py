"""Parts of Databricks' runtimes that are not here: installed on import if an index has them, else told of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from aerotwin.runtime.notebooks.preinstalled import spec_of

# No index has these, or they ask a workspace.
ABSENT = {
    "databricks.automl": "AutoML runs in a workspace only",
    "databricks.feature_engineering": "features are a workspace's; read and write their tables",
    "databricks.feature_store": "features are a workspace's; read and write their tables",
}


def install() -> None:
    """Tell of these from now on, where they are not installed. Idempotent."""
    if not any(isinstance(one, _Finder) for one in sys.meta_path):
        sys.meta_path.append(_Finder())


class _Finder(MetaPathFinder):
    """Asked last, when nobody else has found the module."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname in ABSENT:
            message = f"{fullname} is not runnable locally: {ABSENT[fullname]}."
            raise ModuleNotFoundError(message, name=fullname)
        return spec_of(fullname)
