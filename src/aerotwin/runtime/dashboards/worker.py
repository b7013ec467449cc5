"""Draw a dashboard in a process of its own, on the server that SPARK_REMOTE names."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

FAILED = "tile failed: "


def main(key: str, title: str, file: str, catalog: str | None, schema: str | None, folder: str) -> None:
    """Write the snapshot into `folder` and print what was written; exits with 1 after naming bad tiles."""
    from aerotwin.errors import AeroTwinError
    from aerotwin.runtime.dashboards.boards import Boards, Declared
    from aerotwin.runtime.dashboards.engine import Engine
    from aerotwin.runtime.dashboards.results import Results
    from aerotwin.runtime.dashboards.snapshot import write
    from aerotwin.runtime.dashboards.spark import Runner
    from aerotwin.runtime.home import Home

    try:
        board = Boards({key: Declared(key, title, Path(file), catalog, schema)}).get(key)
        written = write(board, Engine(Results(Runner(Home.find()).run)), Path(folder))
    except AeroTwinError as error:
        print(f"{FAILED}{error}", flush=True)
        sys.exit(1)
    print(f"{written.file} and {len(written.pictures)} pictures", flush=True)
    for problem in written.problems:
        print(f"{FAILED}{problem}", flush=True)
    sys.exit(1 if written.problems else 0)


def failures(log: str) -> str:
    """What `main` printed of the tiles that err, "" if it did not come to that."""
    told = [line for line in log.splitlines() if line.startswith(FAILED)]
    return "\n".join(line.removeprefix(FAILED) for line in told)


def to_argv(arguments: Sequence[object]) -> list[str]:
    """The arguments of `main` for a command line."""
    return [json.dumps(arguments)]


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
