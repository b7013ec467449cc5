"""`aerotwin server`: the warm Spark server of the lakehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from aerotwin.commands.common import BundleDirOption, Output, OutputOption, find_home, moment, print_json

if TYPE_CHECKING:
    from aerotwin.runtime.spark.server import ServerInfo

app = typer.Typer(help="Start, stop and look at the Spark server of this lakehouse.", no_args_is_help=True)


@app.command()
def start(bundle_dir: BundleDirOption = None, output: OutputOption = Output.text) -> None:
    """Start the server, or join the one that runs."""
    from aerotwin.runtime.spark import server

    _show(server.start(find_home(bundle_dir)), output)


@app.command()
def status(bundle_dir: BundleDirOption = None, output: OutputOption = Output.text) -> None:
    """Whether the server runs, where and since when; status 1 if not."""
    from aerotwin.runtime.spark import server

    info = server.status(find_home(bundle_dir))
    _show(info, output)
    raise typer.Exit(0 if info else 1)


@app.command()
def stop(bundle_dir: BundleDirOption = None) -> None:
    """Stop the server; its tables stay."""
    from aerotwin.runtime.spark import server

    print("Stopped." if server.stop(find_home(bundle_dir)) else "It was not running.")


def _show(info: ServerInfo | None, output: Output) -> None:
    if output is Output.json:
        # The token stays in the home's server.json, which only its owner reads.
        shown: dict[str, Any] = (
            {key: value for key, value in vars(info).items() if key != "token"} if info else {}
        )
        print_json({"running": info is not None, **shown, **({"remote": info.remote} if info else {})})
    elif info is None:
        print("Spark is not running; `aerotwin server start` starts it.")
    else:
        print(f"Spark runs at {info.remote} (pid {info.pid}) since {moment(info.started_at)}.")
