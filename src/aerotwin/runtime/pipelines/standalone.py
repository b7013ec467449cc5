"""CREATE MATERIALIZED VIEW and STREAMING TABLE outside a pipeline: a table, refreshed at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.pipelines import context, ddl, flows, reads, tables
from aerotwin.runtime.pipelines.flows import State
from aerotwin.runtime.pipelines.model import Place
from aerotwin.runtime.pipelines.names import Names
from aerotwin.runtime.pipelines.reads import NotReady
from aerotwin.runtime.pipelines.sql.define import take
from aerotwin.runtime.pipelines.sql.statements import parse
from aerotwin.runtime.pipelines.sql.words import Words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

STATEMENT, CATALOG, SCHEMA = "pipelines.statement", "pipelines.catalog", "pipelines.schema"
_IF_MISSING = re.compile(r"\s*CREATE\s+(?:MATERIALIZED|STREAMING)\s+\w+\s+IF\s+NOT\s+EXISTS\b", re.IGNORECASE)
_KINDS = (("MATERIALIZED", "VIEW"), ("STREAMING", "TABLE"))


def run(spark: SparkSession, text: str) -> DataFrame:
    """Run CREATE, REFRESH or DROP of a materialized view or streaming table; a row that tells it is done."""
    words = Words(text)
    done = "The operation was successfully executed."
    if words.accept("DROP"):
        _kind(words)
        exists = "IF EXISTS " if words.accept("IF", "EXISTS") else ""
        spark.sql(f"DROP TABLE {exists}{words.name()}").collect()
    elif words.accept("REFRESH"):
        _kind(words)
        _refresh(spark, words.name(), words.accept("FULL"))
    else:
        _create(spark, text, _names(spark), anew=False)
    return spark.createDataFrame([(done,)], "message string")


def _kind(words: Words) -> None:
    if not any(words.accept(*kind) for kind in _KINDS):
        raise AeroTwinError(f"MATERIALIZED VIEW or STREAMING TABLE is expected {words.here()}.")


def _names(spark: SparkSession) -> Names:
    known = frozenset(row.name.lower() for row in spark.catalog.listCatalogs())
    return Names(spark.catalog.currentCatalog(), spark.catalog.currentDatabase(), known)


def _refresh(spark: SparkSession, name: str, full: bool) -> None:
    names = _names(spark)
    table = tables.find(spark, names.sql(names.parse(name)))
    if table is None or STATEMENT not in table.properties:
        raise AeroTwinError(f"{name} is not a materialized view or streaming table that SQL has created.")
    then = Names(table.properties[CATALOG], table.properties[SCHEMA], names.catalogs)
    _create(spark, table.properties[STATEMENT], then, full)


def _create(spark: SparkSession, text: str, names: Names, anew: bool) -> None:
    said = parse(text)
    known = context.start(names)
    reads.install()
    take(said, Place(), spark, {})
    (dataset,) = known.registry.datasets.values()
    if _IF_MISSING.match(text) and tables.find(spark, names.sql(dataset.name)) is not None:
        return
    home = Home.find().create()
    state = State(spark, known.registry, names, (home.pipelines / "sql").as_uri())
    if anew:
        state.anew.add(dataset.name)
    for flow in known.registry.flows.values():
        try:
            planned = flows.plan(state, flow, state)
        except NotReady:
            raise AeroTwinError(f"{flow.name} reads itself.") from None
        flows.write(state, planned)
    kept = {STATEMENT: text, CATALOG: names.catalog, SCHEMA: names.schema}
    if not known.registry.flows:
        return
    sql = names.sql(dataset.name)
    spark.sql(f"ALTER TABLE {sql} SET TBLPROPERTIES ({ddl.pairs(kept)})").collect()
