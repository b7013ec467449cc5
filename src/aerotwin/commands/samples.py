"""`aerotwin samples`: stand-ins for Databricks' sample tables."""

from __future__ import annotations

from typing import Annotated

import typer

from aerotwin.commands.common import BundleDirOption, bundle_root, find_home, print_table

app = typer.Typer(help="Stand-ins for Databricks' sample data, with synthetic rows.", no_args_is_help=True)
Names = Annotated[
    list[str] | None, typer.Argument(help="Schemas or tables, such as nyctaxi or nyctaxi.trips; else all.")
]


@app.command()
def install(tables: Names = None, bundle_dir: BundleDirOption = None) -> None:
    """Make the tables of the catalog `samples` that are missing; for no name also /databricks-datasets."""
    from aerotwin.runtime.jobs import stand_ins
    from aerotwin.runtime.samples.install import chosen

    names = [one.full_name for one in chosen(tables or [])]
    home = find_home(bundle_root(bundle_dir))
    made = stand_ins.make(home, names if tables else [*stand_ins.paths(), *names], print)
    print(f"{len(made)} tables and files made in {home.path}; their rows are synthetic.")


@app.command("list")
def list_samples() -> None:
    """What can be installed."""
    from aerotwin.runtime.jobs.stand_ins import paths
    from aerotwin.runtime.samples.install import TABLES

    rows = [[one.full_name, one.ddl] for one in TABLES] + [[path, ""] for path in paths()]
    print_table(["table or file", "columns"], rows)
