"""`aerotwin sql`: statements on the lakehouse."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from aerotwin.commands.common import (
    BundleDirOption,
    Output,
    OutputOption,
    TargetOption,
    bundle_root,
    find_home,
    pairs,
    print_json,
    print_table,
)
from aerotwin.errors import AeroTwinError
from aerotwin.runtime.statements import split


class StatementError(AeroTwinError):
    """A statement that Spark refused or that failed."""

    status = 1


def run(
    statements: Annotated[str, typer.Argument(help="One or more SQL statements, separated by ;")],
    target: TargetOption = None,
    catalog: Annotated[
        str | None, typer.Option(help="Catalog; else the bundle's variable `catalog`.")
    ] = None,
    schema: Annotated[str | None, typer.Option(help="Schema; else the bundle's variable `schema`.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows to print of each result; 0 prints all.")] = 100,
    bundle_dir: BundleDirOption = None,
    output: OutputOption = Output.text,
) -> None:
    """Run SQL against the tables of the bundle's target."""
    from aerotwin.runtime.bundle import load
    from aerotwin.runtime.kernels.errors import short_cause
    from aerotwin.runtime.samples.hint import with_hint
    from aerotwin.runtime.spark.session import connect
    from aerotwin.runtime.sql import install

    install()
    root = bundle_root(bundle_dir)
    variables = load(root, target, pairs(None, "--var")).variables
    texts = split(statements)
    if not texts:
        raise AeroTwinError("There is no statement to run.")
    # Spark's client logs each error with both stack traces; here one line is enough.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    spark = connect(find_home(root), catalog or variables.get("catalog"), schema or variables.get("schema"))
    results: list[list[dict[str, object]]] = []
    for text in texts:
        try:
            frame = spark.sql(text)
            rows = (frame.limit(limit + 1) if limit else frame).collect() if frame.columns else []
        except Exception as error:  # noqa: BLE001 Spark's errors have no common ancestor over Connect
            raise StatementError(with_hint(short_cause(type(error).__name__, str(error)))) from None
        shown = rows[:limit] if limit else rows
        results.append([row.asDict(recursive=True) for row in shown])
        if output is Output.text and frame.columns:
            print_table(frame.columns, [list(row) for row in shown])
            print(_count(len(shown), len(rows) > len(shown)))
    if output is Output.json:
        print_json(results[0] if len(results) == 1 else results)


def _count(shown: int, more: bool) -> str:
    rows = f"{shown} row{'s' if shown != 1 else ''}"
    return f"First {rows}; --limit 0 prints all." if more else rows
