"""Where a lakehouse keeps everything it generates."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from aerotwin.errors import AeroTwinError

BUNDLE_FILES = ("databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml")
VOLUMES = "/Volumes/"


@dataclass(frozen=True)
class Home:
    """One directory with the tables, volumes, models and runs of a lakehouse."""

    path: Path

    @classmethod
    def find(cls, bundle_root: Path | None = None) -> Home:
        """The home named by AEROTWIN_HOME, else `data/lakehouse` beside the bundle.

        Without a `bundle_root` the bundle is looked for upward from the working directory, then from this
        package. Raises AeroTwinError if there is none.
        """
        named = os.environ.get("AEROTWIN_HOME")
        if named:
            return cls(Path(named).expanduser().resolve())
        return cls((bundle_root or find_bundle_root()).resolve() / "data" / "lakehouse")

    def create(self) -> Home:
        """Make the directories that Spark, MLflow and the runner write to."""
        for directory in (self.warehouse, self.volumes, self.runs, self.mlartifacts, self.pipelines):
            directory.mkdir(parents=True, exist_ok=True)
        return self

    def local(self, value: str) -> str:
        """`value` with a leading `/Volumes/` replaced by where that volume lies locally."""
        return f"{self.volumes}/{value.removeprefix(VOLUMES)}" if value.startswith(VOLUMES) else value

    @property
    def warehouse(self) -> Path:
        """Delta tables, one directory per schema."""
        return self.path / "warehouse"

    @property
    def metastore(self) -> Path:
        """The Derby database that knows schemas, tables and views."""
        return self.path / "metastore_db"

    @property
    def volumes(self) -> Path:
        """Local stand-in for `/Volumes`: `<catalog>/<schema>/<volume>`."""
        return self.path / "volumes"

    @property
    def catalogs_file(self) -> Path:
        """The catalogs that bundles name, one a line; the Spark server has them."""
        return self.path / "catalogs.txt"

    @property
    def server_file(self) -> Path:
        """How to reach the running Spark server; absent when there is none."""
        return self.path / "server.json"

    @property
    def server_log(self) -> Path:
        """What the Spark server printed since its last start."""
        return self.path / "server.log"

    @property
    def runs_db(self) -> Path:
        """SQLite file with runs and task runs."""
        return self.path / "runs.db"

    @property
    def runs(self) -> Path:
        """Executed notebooks and files of every run: `<run_id>/<task_key>/`."""
        return self.path / "runs"

    @property
    def mlflow_db(self) -> Path:
        """SQLite file of MLflow's tracking and registry."""
        return self.path / "mlflow.db"

    @property
    def mlartifacts(self) -> Path:
        """MLflow's artifacts."""
        return self.path / "mlartifacts"

    @property
    def pipelines(self) -> Path:
        """Checkpoints and event logs of pipelines: `<name>/`."""
        return self.path / "pipelines"


def find_bundle_root(start: Path | None = None) -> Path:
    """The nearest directory with a databricks.yml, upward from `start` (default: here).

    AEROTWIN_BUNDLE_ROOT, if set, is the only place to look. Raises AeroTwinError if there is none.
    """
    named = os.environ.get("AEROTWIN_BUNDLE_ROOT")
    origin = Path(named) if named else start or Path.cwd()
    for directory in (origin.resolve(), *origin.resolve().parents):
        if any((directory / name).is_file() for name in BUNDLE_FILES):
            return directory
    raise AeroTwinError(
        f"{origin} is not inside a bundle: no databricks.yml there or above. "
        "Change to the bundle's directory, or name it with --bundle-dir."
    )
