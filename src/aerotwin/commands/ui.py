"""`aerotwin ui`: the web application on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from aerotwin.commands.common import BundleDirOption, TargetOption, bundle_root, find_home


def run(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")
    ] = 8050,
    mlflow_url: Annotated[
        str, typer.Option(help="Where the MLflow UI is reached; `make mlflow` starts it there.")
    ] = "http://127.0.0.1:5000",
    target: TargetOption = None,
    bundle_dir: BundleDirOption = None,
) -> None:
    """Serve dashboards, alerts, runs and the data model to a browser on this machine, until Ctrl-C."""
    from aerotwin.runtime.bundle import load
    from aerotwin.ui.serve import serve
    from aerotwin.ui.site import Site

    root = bundle_root(bundle_dir)
    loaded = load(root, target)
    variables = loaded.variables
    site = Site(
        home=find_home(root).create(),
        bundle_root=root,
        target=loaded.target,
        bundle_name=loaded.name,
        catalog=variables.get("catalog"),
        schema=variables.get("schema"),
        landing=variables.get("landing_path") or "",
        port=port,
        mlflow_url=mlflow_url,
    )
    serve(site, lambda address: print(f"AeroTwin on {address} (Ctrl-C ends it)", flush=True))
