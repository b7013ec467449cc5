"""The papermill engine of tasks: cells that restart Python, and outputs of bounded size."""

from __future__ import annotations

import json
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from aerotwin.runtime.kernels.manager import PromptManager
from aerotwin.runtime.notebooks.restart import RESTART_MIME

NAME = "aerotwin"
# As in a workspace, a cell keeps so many bytes of what it prints.
MOST_PRINTED = 10_000_000


class TaskClient(PapermillNotebookClient):
    """Runs the cells of one notebook on a kernel of a PromptManager."""

    km: PromptManager

    def execute(self, **kwargs: Any) -> Any:
        """Run all cells; the executed notebook."""
        self.reset_execution_trackers()
        self.printed: dict[int, int] = {}
        with self.setup_kernel(**kwargs):
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = self.kc.language_info
            self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, *args: Any, **kwargs: Any) -> Any:
        """Run a cell. One that restarts Python is followed by a new kernel."""
        try:
            done = super().execute_cell(cell, cell_index, *args, **kwargs)
        except CellExecutionError:
            if asked(cell) is None:
                raise
            # How the kernel ends such a cell; it is no error.
            cell.outputs = [one for one in cell.outputs if one["output_type"] != "error"]
            done = cell
        wanted = asked(cell)
        if wanted is not None:
            run_sync(self._go_on)(wanted)
        return done

    async def _go_on(self, wanted: dict[str, Any]) -> None:
        self.kc.stop_channels()
        await self.km.renew(wanted)
        await self.async_start_new_kernel_client()

    def output(self, outs: list[Any], msg: dict[str, Any], display_id: str, cell_index: int) -> Any:
        """Keep an output, unless the cell has printed too much by then."""
        content = msg["content"]
        if msg["header"]["msg_type"] == "stream":
            before = self.printed.get(cell_index, 0)
            self.printed[cell_index] = before + len(content["text"])
            if before > MOST_PRINTED:
                return None
            if self.printed[cell_index] > MOST_PRINTED:
                told = f"\n… what this cell prints beyond {MOST_PRINTED} characters is not kept.\n"
                content["text"] = content["text"][: MOST_PRINTED - before] + told
        return super().output(outs, msg, display_id, cell_index)


def asked(cell: Any) -> dict[str, Any] | None:
    """What a cell that restarts Python has left for the next kernel."""
    for output in cell.get("outputs", []):
        if RESTART_MIME in output.get("data", {}):
            left: dict[str, Any] = json.loads(output["data"][RESTART_MIME])
            return left
    return None


class TaskEngine(NBClientEngine):
    """papermill's own engine with a TaskClient."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, log_output: bool = False, start_timeout: int = 60, **kwargs: Any
    ) -> Any:
        """Run the parameterized notebook."""
        own = remove_args(["input_path", "timeout", "startup_timeout", "execution_timeout"], **kwargs)
        settings = merge_kwargs(
            own, startup_timeout=start_timeout, kernel_name=kernel_name, log=logger, log_output=log_output
        )
        return TaskClient(nb_man, **settings).execute()


papermill_engines.register(NAME, TaskEngine)
