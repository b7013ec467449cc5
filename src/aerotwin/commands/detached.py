"""`--no-wait`: the same command in a process that goes on by itself."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.home import Home

OPTION = "--no-wait"
SECONDS = 120


def start(home: Home, arguments: Sequence[str]) -> int:
    """Start `aerotwin` with these arguments but `--no-wait`; the id of the run that it began.

    Raises AeroTwinError with what it printed if it began none.
    """
    from aerotwin.runtime.jobs.process import spawn
    from aerotwin.runtime.jobs.store import Store

    home.create()
    handle, name = tempfile.mkstemp(".log", "no-wait-", home.runs)
    os.close(handle)
    words = [sys.executable, "-m", "aerotwin.cli", *(one for one in arguments if one != OPTION)]
    process = spawn(words, dict(os.environ), Path.cwd(), Path(name))
    deadline = time.monotonic() + SECONDS
    with closing(Store(home.runs_db)) as store:
        while time.monotonic() < deadline:
            code = process.poll()
            begun = [run.run_id for run in store.runs() if run.pid == process.process.pid]
            if begun:
                return min(begun)
            if code is not None:
                raise AeroTwinError(Path(name).read_text().strip() or f"It ended with status {code}.")
            time.sleep(0.1)
    raise AeroTwinError(f"No run began within {SECONDS} s; it may wait for another one. Its output: {name}")
