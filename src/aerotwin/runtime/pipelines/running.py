"""Which pipelines run on the server: Spark goes on with one whose client was killed.

Two runs of a pipeline at once would both take in the same files. So a run leaves a file here while it is on,
and whoever finds that of a dead or timed-out run stops the server before starting another.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout
from aerotwin.runtime.spark import server


@contextmanager
def running(home: Home, pipeline: str) -> Iterator[None]:
    """Tell of a run of `pipeline` on this home's server, until it ends by itself.

    If it is cancelled or killed, or has timed out, `left` tells of it until that server has gone.
    """
    info = server.status(home)
    if info is None:
        yield
        return
    file = _directory(home) / f"{uuid.uuid4()}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"pipeline": pipeline, "pid": info.pid, "created": info.created}))
    try:
        yield
    except (TaskCancelled, TaskTimeout):
        raise
    except Exception:
        file.unlink()
        raise
    file.unlink()


def left(home: Home) -> set[str]:
    """The pipelines that the living server may still run; forgets those of servers that have gone."""
    info = server.status(home)
    found = set()
    for file in _directory(home).glob("*.json"):
        told = json.loads(file.read_text())
        if info and (told["pid"], told["created"]) == (info.pid, info.created):
            found.add(str(told["pipeline"]))
        else:
            file.unlink()
    return found


def _directory(home: Home) -> Path:
    return home.pipelines / "running"
