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
    """Make the tables of the catalog `samples`, and files below /databricks-datasets, that are missing."""
    from aerotwin.runtime.jobs.stand_ins import LOCK, record
    from aerotwin.runtime.locks import file_lock
    from aerotwin.runtime.samples import delta_files, files
    from aerotwin.runtime.samples.install import chosen
    from aerotwin.runtime.samples.install import install as make
    from aerotwin.runtime.spark.session import connect

    samples = chosen(tables or [])
    home = find_home(bundle_root(bundle_dir))
    spark = connect(home)
    with file_lock(home.path / LOCK):
        for path in [*files.write(home.path / "dbfs"), *delta_files.write(spark, home.path / "dbfs")]:
            print(path)
        made = make(spark, samples, print)
        record(home, [one.full_name for one in samples])
    print(f"{len(made)} tables made in {home.path}; their rows are synthetic.")


@app.command("list")
def list_samples() -> None:
    """What can be installed."""
    from aerotwin.runtime.samples import delta_files, files
    from aerotwin.runtime.samples.install import TABLES

    paths = [*(one.path for one in files.FILES), *delta_files.TABLES]
    rows = [[f"/{files.FOLDER}/{path}", ""] for path in paths]
    print_table(["table or file", "columns"], [*([one.full_name, one.ddl] for one in TABLES), *rows])
