"""The model registry: names, versions and the alias `champion`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from aerotwin import notebook
from aerotwin.errors import AeroTwinError

CHAMPION = "champion"


@dataclass(frozen=True)
class Version:
    """A registered model version and the training run behind it."""

    name: str
    version: int
    run_id: str

    @property
    def uri(self) -> str:
        """How MLflow names it."""
        return f"models:/{self.name}/{self.version}"


def model_name(slug: str, catalog: str, schema: str) -> str:
    """Registered name: the slug, on Databricks in Unity Catalog's catalog and schema."""
    return f"{catalog}.{schema}.{slug}" if notebook.on_databricks() else slug


def prepare(slugs: Iterable[str] = ()) -> None:
    """Set MLflow's addresses, create its database if missing, and an experiment for each slug.

    To be called before tasks train in parallel; calling it again changes nothing. On Databricks the
    notebook's own experiment is used.
    """
    notebook.mlflow_uri()
    if not notebook.on_databricks():
        for slug in slugs:
            notebook.experiment(slug)


def resolve(name: str, slug: str, alias: str = CHAMPION, version: str = "") -> Version:
    """The version with that number, or else that alias.

    Raises AeroTwinError saying which command makes a missing one.
    """
    client = MlflowClient()
    make = f"`aerotwin bundle run aerotwin --only train_{slug}`"
    if version:
        if not version.isdigit():
            raise AeroTwinError(f"version '{version}' is no version number; leave it empty to use the alias")
        try:
            found = client.get_model_version(name, version)
        except MlflowException as error:
            existing = sorted(int(v.version) for v in client.search_model_versions(f"name='{name}'"))
            listed = ", ".join(map(str, existing)) or f"none yet; {make} trains one"
            raise AeroTwinError(f"model '{name}' has no version {version}; versions: {listed}") from error
    else:
        try:
            found = client.get_model_version_by_alias(name, alias)
        except MlflowException as error:
            raise AeroTwinError(
                f"model '{name}' has no version with the alias '{alias}': {make} trains one and gives it the "
                "alias if it beats its baselines; to score another version set the parameter version"
            ) from error
    return Version(name=name, version=int(found.version), run_id=str(found.run_id))


def champion(name: str) -> int | None:
    """The champion's version, None when there is none."""
    try:
        return int(MlflowClient().get_model_version_by_alias(name, CHAMPION).version)
    except MlflowException:
        return None


def crown(name: str, version: int) -> None:
    """Make `version` the champion."""
    MlflowClient().set_registered_model_alias(name, CHAMPION, str(version))


def use_experiment(slug: str) -> None:
    """Log what follows under the slug's experiment; on Databricks under the notebook's own."""
    if not notebook.on_databricks():
        notebook.experiment(slug)


def active_run_id() -> str:
    """Id of the MLflow run in progress."""
    run = mlflow.active_run()
    return run.info.run_id if run else ""
