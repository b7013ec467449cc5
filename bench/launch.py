"""How long a notebook takes to its first cell: on a warm kernel, and under plain papermill."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat

from aerotwin.runtime.home import Home

RUNS = 7


def warm(runs: int = RUNS) -> float:
    """Median seconds from the start of a notebook task to its first cell, on forked kernels."""
    from aerotwin.runtime.kernels.notebook import run_notebook
    from aerotwin.runtime.kernels.pool import KernelPool

    with tempfile.TemporaryDirectory(prefix="aerotwin-bench-") as folder:
        notebook = _notebook(Path(folder))
        home = Home(Path(folder) / "home")
        with KernelPool(home, {"AEROTWIN_HOME": str(home.path)}) as pool:

            def launch() -> float:
                began = time.time()
                output = Path(folder) / "out" / "n.ipynb"
                environment = {"AEROTWIN_HOME": str(home.path), "AEROTWIN_BUNDLE_ROOT": folder}
                cancel = threading.Event()
                run_notebook(
                    notebook, output, {}, environment=environment, pool=pool, timeout=600, cancel=cancel
                )
                return _first_cell(output) - began

            pool.wait_until_warm()
            launch()
            return statistics.median(launch() for _ in range(runs))


def plain(runs: int = 3) -> float:
    """Median seconds from the start of `papermill` to the first cell, on a kernel of Jupyter's own."""
    with tempfile.TemporaryDirectory(prefix="aerotwin-bench-") as folder:
        notebook, output = _notebook(Path(folder)), Path(folder) / "out.ipynb"
        seconds = []
        for _ in range(runs):
            began = time.time()
            command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--log-level", "ERROR"]
            command += [str(notebook), str(output)]
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
            seconds.append(_first_cell(output) - began)
        return statistics.median(seconds)


def validation(bundle: Path, runs: int = 5) -> float:
    """Median seconds of `aerotwin bundle validate`, from the start of its process to its end."""
    seconds = []
    for _ in range(runs):
        began = time.monotonic()
        command = [sys.executable, "-m", "aerotwin.cli", "bundle", "validate"]
        environment = {**os.environ, "AEROTWIN_BUNDLE_ROOT": str(bundle)}
        subprocess.run(command, check=True, capture_output=True, cwd=bundle, env=environment)
        seconds.append(time.monotonic() - began)
    return statistics.median(seconds)


def _notebook(folder: Path) -> Path:
    (folder / "databricks.yml").write_text("bundle: {name: bench}\n")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell("import time; print(time.time())")]
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "given.ipynb")
    return folder / "given.ipynb"


def _first_cell(output: Path) -> float:
    cell = next(one for one in nbformat.read(output, as_version=4).cells if one.cell_type == "code")
    return float(cell.outputs[0].text)


def main() -> None:
    """Print all three."""
    bundle = Path(__file__).parents[1]
    print(f"notebook to its first cell: {warm():.2f} s warm, {plain():.2f} s under plain papermill")
    print(f"bundle validate: {validation(bundle):.2f} s")


if __name__ == "__main__":
    main()
