"""A template process for warm kernels, and a patient one that renders executed notebooks."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from jupyter_client.kernelspec import KernelSpec

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.fork import Forked
from aerotwin.runtime.kernels.manager import forked_spec

# In the order in which a job's first tasks need them.
PRELOAD = (
    "numpy",
    "pandas",
    "pyarrow.parquet",
    "pyspark.sql.connect.session",
    "pyspark.sql.functions",
    "aerotwin.runtime.pipelines.update",
    "aerotwin.runtime.pipelines.sql.define",
    "aerotwin.notebook",
    "aerotwin.runtime.spark.session",
    "yaml",
    "pydantic",
    "sklearn.ensemble",
    "sklearn.metrics",
    "sklearn.calibration",
    "mlflow",
    "mlflow.sklearn",
    "mlflow.store.tracking.sqlalchemy_store",
    "matplotlib.pyplot",
    "great_expectations",
    # MLflow reaches for it whenever a Delta table is logged as a run's dataset.
    "databricks.sdk",
)
# No module may phone home, start threads of its own, or keep gRPC state over a fork.
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "GX_ANALYTICS_ENABLED": "false",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "GRPC_ENABLE_FORK_SUPPORT": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
CLOSE_SECONDS = 20
# Where a notebook finds the template that it was forked from, for the notebooks that it runs itself.
TEMPLATE = "AEROTWIN_KERNELS"


class Inherited:
    """The kernels of the pool that this process comes from, for as long as that lasts.

    What runs on them is not rendered: it is a part of a notebook that is.
    """

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self.log = log

    @classmethod
    def find(cls, home: Home) -> Inherited | None:
        """Those that the environment names, if they are there."""
        address = os.environ.get(TEMPLATE)
        return cls(address, home.path / "kernels.log") if address and Path(address).exists() else None

    @property
    def spec(self) -> KernelSpec:
        """The kernel spec of this pool's kernels."""
        return forked_spec(self.address, self.log)

    def render(self, notebook: Path) -> None:
        """Nothing."""


class KernelPool:
    """Warm kernels for as long as the context lasts. Thread-safe.

    `preload` are the modules that every kernel finds imported. Kernels end with the pool, and with this
    process however it ends.
    """

    def __init__(
        self, home: Home, environment: dict[str, str] | None = None, preload: tuple[str, ...] = PRELOAD
    ) -> None:
        self.home = home
        self.environment = {**QUIET, **(environment or {})}
        self.preload = preload

    def __enter__(self) -> KernelPool:
        self.home.create()
        # Short: a Unix socket's path has 107 bytes at most.
        self._scratch = tempfile.TemporaryDirectory(prefix="aerotwin-")
        self.directory = Path(self._scratch.name)
        self.log = self.home.path / "kernels.log"
        self._template = self._launch("template", self.address, *self.preload)
        self._renderer = self._launch("render")
        if not (self._template.stdout and self._template.stdout.readline()):
            self.__exit__(None, None, None)
            raise AeroTwinError(f"The kernels' template did not start; its output: {self.log}")
        return self

    def _launch(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"aerotwin.runtime.kernels.{module}", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if module == "template" else log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    def wait_until_warm(self) -> None:
        """Return when the template has imported all that it preloads; call it once at most."""
        if self._template.stdout:
            self._template.stdout.readline()

    def fork(
        self, call: str, arguments: list[Any], *, environment: dict[str, str], directory: Path, log: Path
    ) -> Forked:
        """Run `call` (module:function) in a process forked from the warm one; see Forked.launch."""
        return Forked.launch(
            self.address, call, arguments, environment=environment, directory=directory, log=log
        )

    @property
    def address(self) -> str:
        """The template's Unix socket."""
        return str(self.directory / "template")

    @property
    def spec(self) -> KernelSpec:
        """The kernel spec of this pool's kernels."""
        return forked_spec(self.address, self.log)

    def render(self, notebook: Path) -> None:
        """Have `notebook` rendered to HTML beside it, some time before the pool closes."""
        if self._renderer.stdin and not self._renderer.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._renderer.stdin.write(f"{notebook}\n".encode())
                self._renderer.stdin.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self._template, self._renderer):
            if process.stdin:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()
        for process in (self._template, self._renderer):
            try:
                process.wait(CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._template.stdout:
            self._template.stdout.close()
        self._scratch.cleanup()
