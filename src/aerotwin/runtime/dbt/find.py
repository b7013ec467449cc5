"""Where dbt with its Spark adapter is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aerotwin.errors import AeroTwinError

VARIABLE = "AEROTWIN_DBT"
SECONDS = 30
_PROBE = """
import importlib.util, sys
print(sys.version_info[:2] == (MAJOR, MINOR))
print(all(importlib.util.find_spec(name) for name in ("dbt.cli", "dbt.adapters.spark")))
""".replace("MAJOR, MINOR", f"{sys.version_info.major}, {sys.version_info.minor}")


def find(environ: Mapping[str, str]) -> str | None:
    """The interpreter of the dbt that AEROTWIN_DBT names, else of the one on PATH.

    None if there is none, or if that on PATH has no Spark adapter. Raises AeroTwinError if what AEROTWIN_DBT
    names is not usable, and why.
    """
    named = environ.get(VARIABLE)
    if named:
        why = unusable(named)
        if why:
            raise AeroTwinError(f"{VARIABLE}={named}: {why}")
        return str(interpreter(named))
    on_path = shutil.which("dbt", path=environ.get("PATH", os.defpath))
    return str(interpreter(on_path)) if on_path and unusable(on_path) is None else None


def interpreter(dbt: str) -> Path:
    """The Python beside a `dbt` executable, wherever a link to that lies."""
    return Path(dbt).expanduser().resolve().parent / "python"


@cache
def unusable(dbt: str) -> str | None:
    """Why an executable is no dbt that can run here, None if it is one."""
    python = interpreter(dbt)
    if not Path(dbt).expanduser().is_file() or not python.is_file():
        return "it must be the `dbt` of a Python environment, such as venv/bin/dbt."
    done = subprocess.run([python, "-P", "-c", _PROBE], capture_output=True, text=True, timeout=SECONDS)
    same, complete = [*done.stdout.split(), "False", "False"][:2]
    if same != "True":
        ours = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"its environment must be of Python {ours}, as this one is."
    return None if complete == "True" else "dbt-core and dbt-spark must both be installed in its environment."
