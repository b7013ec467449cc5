"""dbt's command line: `launch.py DIRECTORIES ARGUMENTS…`, with our packages (DIRECTORIES) behind dbt's own.

Runs by the interpreter of dbt's environment. The adapter `databricks` is ours, whatever is installed.
"""

from __future__ import annotations

import os
import site
import sys


def main(arguments: list[str]) -> None:
    """Run dbt; ends the process with dbt's exit status."""
    directories, *words = arguments
    for directory in directories.split(os.pathsep):
        site.addsitedir(directory)
    from aerotwin.runtime.dbt.adapter import register

    register()
    from dbt.cli.main import cli

    sys.argv = ["dbt", *words]
    cli()


if __name__ == "__main__":
    main(sys.argv[1:])
