"""Show a run while it goes and when it has ended."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

from aerotwin.commands.common import Output, print_json
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.ending import print_ending, to_json
from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.progress import view
from aerotwin.runtime.jobs.run import Listener, RunResult

STATUS = {Result.SUCCESS: 0, Result.SUCCESS_WITH_FAILURES: 0, Result.CANCELED: 130}


def run_and_show(start: Callable[[Listener], RunResult], home: Home, output: Output) -> int:
    """Call `start` with a listener that shows progress, then show the result; the exit status."""
    # With JSON on standard output, people follow on standard error.
    console = Console(stderr=output is Output.json, highlight=False)
    with view(console) as listener:
        result = start(listener)
    if output is Output.json:
        print_json(to_json(result))
    else:
        print_ending(console, result, str(home.path))
    return STATUS.get(result.result, 1)
