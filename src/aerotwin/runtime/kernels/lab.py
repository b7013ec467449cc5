"""The kernel that JupyterLab offers: what a task's kernel has, with `spark` on the bundle's schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from aerotwin.runtime.bundle.load import load
from aerotwin.runtime.home import Home, find_bundle_root
from aerotwin.runtime.kernels.manager import fresh_spec

# Variables of a bundle that tell, by their customary names, where its tables are.
PLACES = {"catalog": "AEROTWIN_CATALOG", "schema": "AEROTWIN_SCHEMA"}


def install(bundle_root: Path, home: Home) -> Path:
    """Write the kernel in the place of Jupyter's `python3`; the directory for JUPYTER_PATH."""
    variables = load(bundle_root).variables
    environment = {PLACES[name]: str(variables[name]) for name in PLACES if variables.get(name)}
    directory = home.path / "jupyter" / "kernels" / "python3"
    directory.mkdir(parents=True, exist_ok=True)
    spec = {**fresh_spec().to_dict(), "display_name": "Python 3 (lakehouse)", "env": environment}
    (directory / "kernel.json").write_text(json.dumps(spec, indent=1))
    return home.path / "jupyter"


if __name__ == "__main__":
    root = find_bundle_root(Path(sys.argv[1]) if sys.argv[1:] else None)
    print(install(root, Home.find(root).create()))
