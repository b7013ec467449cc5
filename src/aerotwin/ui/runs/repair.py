"""Start a repair as a process of its own, as `aerotwin jobs repair-run` would be."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.store import Run, Store
from aerotwin.ui.site import Site

BEGIN_SECONDS = 20


def start(site: Site, run: Run, tasks: list[str]) -> None:
    """Repair an ended run: `tasks`, or all that did not succeed. Returns when the repair has begun.

    It goes on when this application ends. Raises AeroTwinError with the command's words if it does not begin.
    """
    if run.active:
        raise AeroTwinError(f"Run {run.run_id} is under way: a repair has to wait for its end.")
    log = site.home.runs / str(run.run_id) / "repair.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "aerotwin.cli", "jobs", "repair-run", str(run.run_id)]
    command += ["--bundle-dir", str(site.bundle_root), *(["--tasks", ",".join(tasks)] if tasks else [])]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "AEROTWIN_HOME": str(site.home.path)},
            cwd=site.bundle_root,
            start_new_session=True,
        )
    # Reaps the process when it ends.
    threading.Thread(target=process.wait, daemon=True).start()
    _wait(site, run, process, log)


def _wait(site: Site, run: Run, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + BEGIN_SECONDS
    with closing(Store(site.home.runs_db)) as store:
        while time.monotonic() < deadline:
            if store.run(run.run_id).repair_count > run.repair_count:
                return
            if process.poll() is not None:
                raise AeroTwinError(log.read_text(errors="replace").strip() or "The repair ended at once.")
            time.sleep(0.05)
