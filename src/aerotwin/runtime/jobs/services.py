"""What a run's tasks share: the warm Spark server and the warm kernels, started in the background."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs import places, stand_ins

if TYPE_CHECKING:
    from aerotwin.runtime.kernels.pool import KernelPool

Made = TypeVar("Made")
NEEDS = frozenset({"spark", "kernels"})


class Services:
    """Spark and kernels for the time of one run; the server outlives it, the kernels do not.

    `needs` are those of "spark" and "kernels" that the run's tasks use; `startup` has the seconds that each
    took to start.
    """

    def __init__(
        self,
        home: Home,
        needs: frozenset[str] = NEEDS,
        setup: Sequence[str] = (),
        samples: Sequence[str] = (),
    ) -> None:
        """Start what is needed; before any task Spark runs the statements `setup` and makes `samples`."""
        self.startup: dict[str, float] = {}
        self._samples = samples
        self._home = home
        self._setup = [] if os.environ.get("SPARK_REMOTE") or places.are_made(home, setup) else list(setup)
        self._pool: Future[KernelPool] | None = None
        self._spark: Future[dict[str, str]] | None = None
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="start")
        if "spark" in needs:
            self._spark = self._threads.submit(self._timed, "spark", self._start_spark)
        if "kernels" in needs:
            self._pool = self._threads.submit(self._timed, "kernels", self._start_pool)

    def _timed(self, name: str, make: Callable[[], Made]) -> Made:
        began = time.monotonic()
        made = make()
        self.startup[name] = round(time.monotonic() - began, 3)
        return made

    def _start_spark(self) -> dict[str, str]:
        if os.environ.get("SPARK_REMOTE"):
            return {}
        from aerotwin.runtime.pipelines.running import left
        from aerotwin.runtime.spark import orphans, server

        if left(self._home):
            # Of a run that was killed: it must not go on beside this one.
            server.stop(self._home)
        unfinished = [] if server.status(self._home) else orphans.unfinished(self._home)
        environment = server.start(self._home).environment()
        if unfinished:
            from aerotwin.runtime.spark.session import connect

            orphans.remove(unfinished, connect(self._home))
        places.make(self._home, self._setup)
        stand_ins.make(self._home, self._samples)
        return environment

    def _start_pool(self) -> KernelPool:
        from aerotwin.runtime.kernels.pool import KernelPool

        return KernelPool(self._home, {"AEROTWIN_HOME": str(self._home.path)}).__enter__()

    def pool(self) -> KernelPool | None:
        """The kernels, once they are warm. Raises AeroTwinError if they do not start."""
        return self._pool.result() if self._pool else None

    def spark_if_up(self) -> dict[str, str]:
        """How to reach Spark if it already runs: a notebook that needs it earlier waits for it by itself.

        While there is something to set up it waits here.
        """
        if self._setup or self._samples:
            return self.spark()
        if self._spark is None or not self._spark.done() or self._spark.exception():
            return {}
        return self._spark.result()

    def spark(self) -> dict[str, str]:
        """How to reach Spark, once it runs. Raises AeroTwinError if it does not start."""
        return self._spark.result() if self._spark else {}

    def stop_spark(self) -> bool:
        """Stop the server with all that it does; False if it is another's, which is left alone."""
        from aerotwin.runtime.spark import server

        return server.stop(self._home) if self.spark() else False

    def restart_spark(self) -> None:
        """Stop the server, if it is this home's, and start another."""
        if self.stop_spark():
            self._spark = self._threads.submit(self._start_spark)

    def close(self) -> None:
        """End the kernels."""
        self._threads.shutdown(wait=True)
        if self._pool is not None and not self._pool.exception():
            self._pool.result().__exit__(None, None, None)
