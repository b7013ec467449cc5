"""Make the sample tables on a lakehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.samples import bakehouse, nyctaxi, tpcds, tpch, wanderbricks
from aerotwin.runtime.samples.table import CATALOG, COMMENT, Sample

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TABLES: tuple[Sample, ...] = (
    *nyctaxi.TABLES,
    *bakehouse.TABLES,
    *wanderbricks.TABLES,
    *tpch.TABLES,
    *tpcds.TABLES,
)


def chosen(names: Sequence[str]) -> list[Sample]:
    """The tables named `schema` or `schema.table`, with or without the catalog; all for no name.

    Raises AeroTwinError naming the schemas for one that does not exist.
    """
    wanted = [name.removeprefix(f"{CATALOG}.") for name in names]
    known = {one.schema for one in TABLES} | {f"{one.schema}.{one.name}" for one in TABLES}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        schemas = ", ".join(dict.fromkeys(one.schema for one in TABLES))
        raise AeroTwinError(f"There is no sample {unknown[0]}; schemas: {schemas}. `aerotwin samples list`.")
    return [
        one for one in TABLES if not wanted or one.schema in wanted or f"{one.schema}.{one.name}" in wanted
    ]


def install(
    spark: SparkSession, samples: Sequence[Sample], say: Callable[[str], None] = lambda _line: None
) -> list[str]:
    """Make the tables that do not exist yet; the names of those made. `say` hears of each."""
    made = []
    for schema in dict.fromkeys(one.schema for one in samples):
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {CATALOG}.{schema}").collect()
    for sample in samples:
        if spark.catalog.tableExists(sample.full_name):
            say(f"{sample.full_name} is there already")
            continue
        rows = write(spark, sample)
        say(f"{sample.full_name}: {rows:,} rows")
        made.append(sample.full_name)
    return made


def write(spark: SparkSession, sample: Sample) -> int:
    """Make one table; how many rows it has."""
    comment = COMMENT.replace("'", "''")
    # The rows first: a table that is there is whole.
    frame_of(spark, sample).write.saveAsTable(sample.full_name)
    spark.sql(f"COMMENT ON TABLE {sample.full_name} IS '{comment}'").collect()
    return int(spark.table(sample.full_name).count())


def frame_of(spark: SparkSession, sample: Sample) -> DataFrame:
    """A sample's rows with its types."""
    import pandas as pd

    typed = [
        f"cast(`{name}` as {kind}) as `{name}`"
        for name, kind in (column.strip().split(" ") for column in _columns(sample.ddl))
    ]
    return spark.createDataFrame(pd.DataFrame(sample.columns())).selectExpr(*typed)


def _columns(ddl: str) -> list[str]:
    import re

    # A comma inside a type's brackets separates no columns.
    return re.split(r",(?![^(]*\))", ddl)
