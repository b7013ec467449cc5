"""Run the statements of a SQL file in a process of its own."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from aerotwin.runtime.statements import bind, literal, split

OUTPUT = "output.json"
KEPT_ROWS = 1000
FAILED = "statement failed: "
MARKER = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_TOKEN = re.compile(
    r"""'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|--[^\n]*|/\*.*?\*/|\{\{\s*([\w.-]+)\s*\}\}""",
    re.DOTALL,
)


def fill(statement: str, values: Mapping[str, str]) -> str:
    """`statement` with the older markers `{{name}}` of SQL tasks as literals, within quotes as mere text."""

    def filled(match: re.Match[str]) -> str:
        token, name = match.group(), match.group(1)
        if name is not None:
            return literal(values[name]) if name in values else token
        return token if token.startswith(("--", "/*")) else MARKER.sub(inside, token)

    def inside(match: re.Match[str]) -> str:
        return literal(values[match.group(1)])[1:-1] if match.group(1) in values else match.group()

    return _TOKEN.sub(filled, statement)


def main(file: str, parameters: dict[str, str], output: str) -> None:
    """Run `file` on the server that SPARK_REMOTE names; the last result's first rows go to `output` as JSON.

    What it did is printed. Exits with 1 after printing the statement that failed and why.
    """
    import logging

    from aerotwin.runtime.kernels.errors import short_cause
    from aerotwin.runtime.spark.address import address
    from aerotwin.runtime.spark.session import attach
    from aerotwin.runtime.sql import install

    install()
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    spark = attach(address(os.environ))
    result: dict[str, object] = {"columns": [], "rows": []}
    for number, statement in enumerate(split(Path(file).read_text()), 1):
        print(f"-- statement {number}\n{statement}", flush=True)
        try:
            frame = spark.sql(bind(fill(statement, parameters), parameters))
            if frame.columns:
                rows = [row.asDict(recursive=True) for row in frame.limit(KEPT_ROWS).collect()]
                result = {"columns": frame.columns, "rows": rows}
                print(f"-- {len(rows)} rows", flush=True)
        except Exception as error:  # noqa: BLE001 Spark's errors have no common ancestor over Connect
            cause = short_cause(type(error).__name__, str(error))
            print(
                f"{FAILED}{Path(file).name}, statement {number} `{first_line(statement)}`: {cause}",
                flush=True,
            )
            sys.exit(1)
    Path(output).write_text(json.dumps(result, default=str))


def first_line(statement: str) -> str:
    """The beginning of a statement, for messages: comments before it are left out."""
    lines = [line.strip() for line in statement.splitlines()]
    return next((line for line in lines if line and not line.startswith("--")), statement)[:80]


def failure(log: str) -> str | None:
    """What `main` printed of the statement that failed."""
    told = [line for line in log.splitlines() if line.startswith(FAILED)]
    return told[-1].removeprefix(FAILED) if told else None


def to_argv(arguments: Sequence[object]) -> list[str]:
    """The arguments of `main` for a command line."""
    return [json.dumps(arguments)]


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
