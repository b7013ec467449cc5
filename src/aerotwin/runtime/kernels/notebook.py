"""Run one notebook as a task: papermill as it is, on a kernel of ours."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.kernels import engine
from aerotwin.runtime.kernels.child import PARENT
from aerotwin.runtime.kernels.errors import NotebookError, TaskCancelled, TaskTimeout
from aerotwin.runtime.kernels.manager import PromptManager
from aerotwin.runtime.kernels.pool import QUIET, TEMPLATE, Inherited, KernelPool
from aerotwin.runtime.kernels.render import render
from aerotwin.runtime.notebooks.environment import PARAMETERS, PATH
from aerotwin.runtime.notebooks.restart import PACKAGES
from aerotwin.runtime.notebooks.source import prepare
from aerotwin.runtime.spark.interrupt import interrupt

EXIT_MIME = "application/vnd.aerotwin.exit+json"
WATCH_SECONDS = 0.1


@dataclass(frozen=True)
class NotebookResult:
    """What a notebook that ran to its end gives.

    `exit_value` is what it left by `notebook.exit`. `seconds`: `start` (until its first cell ran), `work` (in
    its cells), `stop` (from its last cell until this result), `total`.
    """

    exit_value: str | None
    seconds: dict[str, float]


def run_notebook(
    notebook: Path,
    output: Path,
    parameters: dict[str, str],
    *,
    environment: dict[str, str],
    pool: KernelPool | Inherited | None,
    timeout: float | None,
    cancel: threading.Event,
) -> NotebookResult:
    """Execute `notebook` with `parameters` into `output`, and render it to HTML beside that.

    The kernel has this process's environment with `environment` over it; it runs in the notebook's directory.
    Without a `pool` it is a fresh one. Raises NotebookError if a cell fails, TaskTimeout after `timeout`
    seconds, TaskCancelled when `cancel` is set; in the last two cases kernel and Spark operations are ended.
    """
    if not notebook.is_file():
        raise AeroTwinError(f"There is no notebook {notebook}.")
    output.parent.mkdir(parents=True, exist_ok=True)
    session = str(uuid.uuid4())
    runnable = prepare(notebook, output.parent)
    kernel_environment = {
        **os.environ,
        **QUIET,
        **environment,
        "AEROTWIN_SPARK_SESSION": session,
        PATH: str(notebook.absolute()),
        TEMPLATE: pool.address if pool else "",
        PARENT: str(os.getpid()),
        PARAMETERS: json.dumps(parameters),
        PACKAGES: str(output.with_suffix(".packages").absolute()),
    }
    began = time.time()
    manager = PromptManager(
        environment=kernel_environment, directory=notebook.parent, spec=pool.spec if pool else None
    )
    try:
        with watched(manager, timeout, cancel, kernel_environment) as stopped:
            nb = _execute(notebook, runnable, output, parameters, manager, stopped)
    finally:
        manager.close()
        shutil.rmtree(kernel_environment[PACKAGES], ignore_errors=True)
        if output.is_file():
            pool.render(output) if pool else render(output)
    return NotebookResult(_exit_value(nb), _seconds(nb, began, time.time()))


def _execute(
    notebook: Path,
    runnable: Path,
    output: Path,
    parameters: dict[str, str],
    manager: PromptManager,
    stopped: list[AeroTwinError],
) -> Any:
    try:
        return papermill.execute_notebook(
            runnable,
            output,
            _injected(runnable, parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            engine_name=engine.NAME,
            km=manager,
        )
    except PapermillExecutionError as error:
        raise NotebookError(
            notebook,
            _source_index(output, error),
            error.source,
            error.ename,
            error.evalue,
            error.traceback,
        ) from None
    except (DeadKernelError, RuntimeError) as error:
        if stopped:
            raise stopped[0] from None
        raise AeroTwinError(
            f"The kernel of {notebook.name} died ({error}). Out of memory is the usual cause; {output} shows "
            "the cell it was in."
        ) from None


def _injected(runnable: Path, parameters: dict[str, str]) -> dict[str, str]:
    """The parameters to set as variables: those of a parameters cell; all are widgets in any case."""
    cells = json.loads(runnable.read_text()).get("cells", [])
    if not any("parameters" in cell.get("metadata", {}).get("tags", []) for cell in cells):
        return {}
    return {name: value for name, value in parameters.items() if name.isidentifier()}


@contextlib.contextmanager
def watched(
    manager: PromptManager, timeout: float | None, cancel: threading.Event, environment: dict[str, str]
) -> Iterator[list[AeroTwinError]]:
    """Kill the kernel and its Spark operations on timeout or cancel; the list then tells which it was."""
    stopped: list[AeroTwinError] = []
    over = threading.Event()
    deadline = None if timeout is None else time.monotonic() + timeout

    def watch() -> None:
        while not over.wait(WATCH_SECONDS):
            if cancel.is_set():
                stopped.append(TaskCancelled("Cancelled."))
            elif deadline is not None and time.monotonic() > deadline:
                stopped.append(TaskTimeout(f"Timed out after {timeout:g} s."))
            else:
                continue
            # A kernel that is only being started then has no process yet to be killed.
            while not manager.signal(signal.SIGKILL) and not over.wait(WATCH_SECONDS):
                continue
            interrupt(environment)
            return

    watcher = threading.Thread(target=watch, name="watch-notebook", daemon=True)
    watcher.start()
    try:
        yield stopped
    finally:
        over.set()
        watcher.join()


def _source_index(output: Path, error: PapermillExecutionError) -> int:
    """The failing cell's position in the source notebook from 1; 0 for papermill's injected cell."""
    import nbformat

    # papermill has put two cells of its own into the output: one on top, one before the failing cell.
    cells = nbformat.read(output, as_version=4).cells[1 : error.cell_index + 1]
    failing = nbformat.read(output, as_version=4).cells[error.cell_index + 2]
    if "injected-parameters" in failing.metadata.get("tags", []):
        return 0
    injected = sum("injected-parameters" in cell.metadata.get("tags", []) for cell in cells)
    return int(error.cell_index) - injected + 1


def _exit_value(nb: Any) -> str | None:
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if EXIT_MIME in output.get("data", {}):
                return str(output["data"][EXIT_MIME])
    return None


def _seconds(nb: Any, began: float, ended: float) -> dict[str, float]:
    times = [cell.metadata.get("papermill", {}) for cell in nb.cells if cell.cell_type == "code"]
    times = [one for one in times if one.get("start_time") and one.get("end_time")]
    spans = [
        (
            datetime.fromisoformat(one["start_time"]).timestamp(),
            datetime.fromisoformat(one["end_time"]).timestamp(),
        )
        for one in times
    ]
    first, last = (spans[0][0], spans[-1][1]) if spans else (ended, ended)
    return {
        "start": round(first - began, 3),
        "work": round(sum(end - start for start, end in spans), 3),
        "stop": round(ended - last, 3),
        "total": round(ended - began, 3),
    }
