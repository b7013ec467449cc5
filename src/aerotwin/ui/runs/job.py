"""The job of a run, read from its bundle as it is now."""

from __future__ import annotations

import threading
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle import load
from aerotwin.runtime.jobs.model import Job, job_of
from aerotwin.runtime.jobs.store import Run


class Jobs:
    """Jobs of runs; a bundle is loaded once as long as the YAML files at its root stay as they are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Job | None] = {}

    def of(self, run: Run) -> Job | None:
        """What a run was to run, None if its bundle cannot be read or has no such job any more."""
        root = Path(run.bundle_root)
        stamps = sorted((file.name, file.stat().st_mtime_ns) for file in root.glob("*.y*ml"))
        key = repr((root, run.target, run.variables, run.job_key, run.selected, stamps))
        with self._lock:
            if key not in self._known:
                self._known[key] = _read(root, run)
            return self._known[key]


def _read(root: Path, run: Run) -> Job | None:
    try:
        job = job_of(load(root, run.target, run.variables), run.job_key)
        return job.select(run.selected) if run.selected else job
    except AeroTwinError:
        return None
