"""Define the datasets and flows of a SQL file or notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime import statements
from aerotwin.runtime.notebooks.source import COMMENTS, HEADER, read_notebook
from aerotwin.runtime.pipelines import context
from aerotwin.runtime.pipelines.model import Dataset, Flow, Kind, Place
from aerotwin.runtime.pipelines.names import split
from aerotwin.runtime.pipelines.sql.statements import Apply, Create, Setting, Statement, parse

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def define(file: Path, spark: SparkSession, configuration: dict[str, str]) -> None:
    """Define what a SQL file says; `${key}` takes the configuration and what the file SETs.

    Raises AeroTwinError with file and line for a statement that is none of a pipeline's.
    """
    known = context.loading()
    names, values = known.names, dict(configuration)
    try:
        for text, line in _statements(file):
            place = Place(str(file), line)
            try:
                take(parse(statements.substitute(text, values)), place, spark, values)
            except (AeroTwinError, ValueError) as error:
                raise AeroTwinError(f"{place}: {error}") from None
    finally:
        known.names = names


def _statements(file: Path) -> list[tuple[str, int]]:
    """The statements of a file and the lines on which they begin, in an .ipynb those of its cells' code."""
    text = file.read_text(encoding="utf-8-sig")
    exported = file.suffix == ".ipynb"
    is_notebook = exported or text.lstrip().startswith(f"{COMMENTS['.sql']} {HEADER}")
    cells = _cells(file) if is_notebook else [text]
    if exported:
        text = "\n".join(cells)
    parts = [part for cell in cells for part in statements.split(cell)]
    found, position = [], 0
    for part in parts:
        at = text.find(part, position)
        position = at if at >= 0 else position
        code = next((i for i, line in enumerate(part.splitlines()) if not line.strip().startswith("--")), 0)
        found.append((part, text.count("\n", 0, position) + 1 + code))
    return found


def _cells(notebook: Path) -> list[str]:
    cells = [cell.source for cell in read_notebook(notebook).cells if cell.cell_type == "code"]
    sources = [cell.removeprefix("%sql").lstrip() for cell in cells]
    return [source for source in sources if not source.startswith("%")]


def take(said: Statement, place: Place, spark: SparkSession, values: dict[str, str]) -> None:
    """Define what one statement says; a SET adds to `values`."""
    known = context.loading()
    if isinstance(said, Setting):
        if said.use:
            known.names = known.names.using(said.value, catalog=said.key == "catalog")
        else:
            values[said.key] = said.value
            spark.conf.set(said.key, said.value)
    elif isinstance(said, Create):
        _create(said, place, spark)
    else:
        changes = said.changes if isinstance(said, Apply) else None
        name = said.flow or known.own.short(known.names.parse(said.target))
        target = known.names.parse(said.target)
        query = _query(spark, said.query)
        known.add_flow(Flow(name, target, query, place, said.once, True, changes=changes))


def _create(said: Create, place: Place, spark: SparkSession) -> None:
    known = context.loading()
    name = known.names.parse(said.name)
    dataset = Dataset(name, said.kind, said.options, list(said.expectations), place)
    dataset.published = said.query if said.published and not said.renamed else None
    dataset.local = said.kind is Kind.VIEW and not said.published and len(split(said.name)) == 1
    known.registry.add_dataset(dataset)
    flow = known.own.short(name)
    if said.changes:
        query, changes = said.changes
        known.add_flow(Flow(flow, name, _query(spark, query), place, append=True, changes=changes))
    elif said.query:
        query_function = _renamed(_query(spark, said.query), said)
        known.add_flow(Flow(flow, name, query_function, place, defining=True))
    elif said.kind is not Kind.STREAMING_TABLE:
        raise AeroTwinError(f"{said.name} needs AS and a query.")


def _query(spark: SparkSession, text: str) -> Callable[[], Any]:
    return lambda: spark.sql(text)


def _renamed(query: Callable[[], Any], said: Create) -> Callable[[], Any]:
    """The query with the names and comments that a column list without types gives."""
    if not said.renamed:
        return query

    def renamed() -> Any:
        from pyspark.sql import functions as F

        rows = query()
        columns = rows.columns
        if len(columns) != len(said.renamed):
            raise AeroTwinError(
                f"{said.name} names {len(said.renamed)} columns, but its query gives {len(columns)}: "
                f"{', '.join(columns)}."
            )
        rows = rows.toDF(*said.renamed)
        noted = {name: {"comment": text} for name, text in said.comments.items()}
        return rows.select(*(F.col(f"`{n}`").alias(n, metadata=noted.get(n, {})) for n in said.renamed))

    return renamed
