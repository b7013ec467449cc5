"""Delete what a lakehouse has generated."""

from __future__ import annotations

import shutil
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.spark import server

# By name, so that a home set to the wrong directory costs nobody their files.
GENERATED = (
    "warehouse",
    "metastore_db",
    "volumes",
    "runs",
    "mlartifacts",
    "pipelines",
    "envs",
    "spark",
    "tmp",
    "runs.db*",
    "mlflow.db*",
    "*.log",
    "*.lock",
    "server.json*",
)


def clean(home: Home) -> list[Path]:
    """Stop the home's server and delete its tables, models, volumes and runs; what was deleted."""
    server.stop(home)
    found = [path for pattern in GENERATED for path in sorted(home.path.glob(pattern))]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    if home.path.is_dir() and not any(home.path.iterdir()):
        home.path.rmdir()
    return found


def main() -> None:
    """Clean the home of this bundle; exit with 1 and the reason if there is none."""
    try:
        home = Home.find()
        clean(home)
        print(f"{home.path} is empty")
    except AeroTwinError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
