"""A model or version that nobody described has the description that it has in Unity Catalog: an empty text.

MLflow's own stores give None, to which programs for a workspace cannot append.
"""

from __future__ import annotations

from types import ModuleType

from aerotwin.runtime.notebooks.after_import import after_import

ENTITIES = {
    "mlflow.entities.model_registry.model_version": "ModelVersion",
    "mlflow.entities.model_registry.registered_model": "RegisteredModel",
}


def install() -> None:
    """Have models and their versions tell it so. Idempotent."""
    for module, entity in ENTITIES.items():
        after_import(module, lambda imported, entity=entity: _change(imported, entity))  # type: ignore[misc]


def _change(module: ModuleType, entity: str) -> None:
    known = getattr(module, entity)
    told = known.description
    known.description = property(lambda self: told.fget(self) or "", told.fset)
