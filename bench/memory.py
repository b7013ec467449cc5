"""The memory of a run: all its processes together."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import TracebackType

import psutil

PERIOD_SECONDS = 0.5


class PeakMemory:
    """Samples the proportional set size (PSS) of process trees twice a second; `peak` is in bytes.

    PSS shares each page among the processes that map it, so forked kernels are not counted twice.
    The Spark server is no child of the run: it is found by `server.json` in the home.
    """

    def __init__(self, pid: int, home: Path) -> None:
        self.peak = 0
        self._pid = pid
        self._home = home
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(PERIOD_SECONDS):
            self.peak = max(self.peak, sum(_pss(process) for process in self._processes()))

    def _processes(self) -> set[psutil.Process]:
        roots = [self._pid, *_server_pid(self._home)]
        found: set[psutil.Process] = set()
        for pid in roots:
            try:
                root = psutil.Process(pid)
                found |= {root, *root.children(recursive=True)}
            except psutil.NoSuchProcess:
                continue
        return found


def _server_pid(home: Path) -> list[int]:
    try:
        return [int(json.loads((home / "server.json").read_text())["pid"])]
    except (OSError, ValueError, KeyError):
        return []


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
