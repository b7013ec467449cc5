"""`aerotwin dashboards`: list, validate and draw the bundle's dashboards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    TargetOption,
    VarOption,
    bundle_root,
    find_home,
    pairs,
    print_json,
    print_table,
)
from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.bundle.model import Bundle
    from aerotwin.runtime.dashboards.boards import Boards
    from aerotwin.runtime.dashboards.engine import Engine

app = typer.Typer(help="List, validate and draw dashboards.", no_args_is_help=True)


@app.command("list")
def list_(
    target: TargetOption = None,
    var: VarOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """The dashboards that the bundle declares."""
    boards = _boards(_bundle(bundle_dir, target, var), [])
    rows = []
    for key, one in boards.known.items():
        try:
            found = boards.get(key).dashboard
            about = (found.title, len(found.canvases), len(found.datasets))
        except AeroTwinError as error:
            about = (str(error), 0, 0)
        rows.append([key, *about, one.file.name])
    columns = ["key", "title", "pages", "datasets", "file"]
    if output is Output.json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_table(columns, rows)


@app.command()
def validate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files (.lvdash.json); else all that the bundle declares.")
    ] = None,
    static: Annotated[bool, typer.Option("--static", help="Resolve names only; run no query.")] = False,
    target: TargetOption = None,
    var: VarOption = None,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Resolve every dataset, field and parameter and run every query; status 1 if anything is wrong.

    A widget that would be empty is wrong too.
    """
    from aerotwin.runtime.dashboards.check import Finding, findings
    from aerotwin.runtime.dashboards.validate import validate as run

    boards = _boards(_bundle(bundle_dir, target, var), files or [])
    engine = None if static else _engine(bundle_dir)
    told: list[dict[str, str]] = []
    for key, one in boards.known.items():
        try:
            board = boards.get(key)
            found = run(board, engine) if engine else list(findings(board.dashboard))
        except AeroTwinError as error:
            found = [Finding(str(error).removeprefix(f"{one.file}: "))]
        told += [{"file": _shown(one.file), **vars(finding)} for finding in found]
        if output is Output.text:
            for finding in found:
                print(f"{finding.severity.capitalize()}: {_shown(one.file)}: {finding}")
            if not any(finding.severity == "error" for finding in found):
                print(f"{_shown(one.file)}: OK{'' if engine else ' (names only)'}")
    if output is Output.json:
        print_json(told)
    raise typer.Exit(1 if any(one["severity"] == "error" for one in told) else 0)


@app.command()
def snapshot(
    key: Annotated[str, typer.Argument(help="Key of the dashboard in the bundle, or a .lvdash.json file.")],
    out: Annotated[Path, typer.Option(help="Folder for the HTML file and the charts as PNG.")] = Path(),
    target: TargetOption = None,
    var: VarOption = None,
    bundle_dir: BundleDirOption = None,
) -> None:
    """Draw a dashboard as one HTML file that needs nothing else, and each of its charts as a picture."""
    from aerotwin.runtime.dashboards.snapshot import write

    bundle = _bundle(bundle_dir, target, var)
    boards = _boards(bundle, [Path(key)] if key.endswith(".json") else [])
    board = boards.get(next(iter(boards.known)) if key.endswith(".json") else key)
    written = write(board, _engine(bundle_dir), out)
    for problem in written.problems:
        print(f"Error: {problem}")
    print(f"{written.file} and {len(written.pictures)} pictures")
    raise typer.Exit(1 if written.problems else 0)


def _bundle(bundle_dir: Path | None, target: str | None, var: list[str] | None) -> Bundle:
    from aerotwin.runtime.bundle import load

    return load(bundle_root(bundle_dir), target, pairs(var, "--var"))


def _boards(bundle: Bundle, files: list[Path]) -> Boards:
    """The bundle's dashboards, or these files; one that the bundle declares has its catalog and schema."""
    from aerotwin.runtime.dashboards.boards import Boards, declared, of_files

    known = declared(bundle)
    if not files:
        return Boards(known)
    by_file = {one.file.resolve(): one for one in known.values()}
    variables = bundle.variables
    found = of_files([file.resolve() for file in files], variables.get("catalog"), variables.get("schema"))
    return Boards({key: by_file.get(one.file, one) for key, one in found.items()})


def _engine(bundle_dir: Path | None) -> Engine:
    from aerotwin.runtime.dashboards.engine import Engine
    from aerotwin.runtime.dashboards.results import Results
    from aerotwin.runtime.dashboards.spark import Runner

    return Engine(Results(Runner(find_home(bundle_root(bundle_dir))).run))


def _shown(file: Path) -> str:
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)
