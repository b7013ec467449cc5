"""The tables behind datasets: made when missing, altered when their definition has changed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import ddl
from aerotwin.runtime.pipelines.model import Dataset, Kind, Options
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

PIPELINE = "pipelines.pipelineId"
KIND = "pipelines.kind"
CHECKPOINT = "pipelines.checkpoint"
DEFINITION = "pipelines.definition"
_MISSING = (
    "TABLE_OR_VIEW_NOT_FOUND",
    "DELTA_MISSING_DELTA_TABLE",
    "DELTA_TABLE_NOT_FOUND",
    "SCHEMA_NOT_FOUND",
)
# Settings of pipelines that Delta does not know, and modes of clustering that need Databricks.
_NOT_DELTA = ("delta.feature.", "delta.autoOptimize.", "delta.tuneFileSizesForRewrites")


@dataclass(frozen=True)
class Table:
    """A table as it is. `fresh`: this update has made it, nothing is in it, its location is not known."""

    sql: str
    location: str
    properties: Mapping[str, str]
    fresh: bool = False
    partitions: Sequence[str] = ()
    clustering: Sequence[str] = ()

    @property
    def checkpoint(self) -> str:
        """What its streams' checkpoints are kept under: another one for another table of this name."""
        return self.properties[CHECKPOINT]


def find(spark: SparkSession, name: str) -> Table | None:
    """The table of that name, None if there is none."""
    from pyspark.errors import PySparkException

    try:
        detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    except PySparkException as error:
        if any(one in str(error) for one in _MISSING):
            return None
        raise
    return Table(
        name,
        detail.location,
        detail.properties,
        partitions=tuple(detail.partitionColumns),
        clustering=tuple(detail.clusteringColumns),
    )


def ensure(
    spark: SparkSession,
    name: str,
    dataset: Dataset,
    kind: Kind,
    schema: Callable[[], StructType],
    anew: bool,
    pipeline: str,
    exists: bool = True,
) -> Table:
    """The table of a dataset whose query gives `schema`, made if missing or if it is to be made `anew`.

    `pipeline` is the id of its pipeline. A table that is known not to exist is not looked for.

    Raises AeroTwinError for a table of that name which no pipeline has made.
    """
    there = find(spark, name) if exists else None
    options = dataset.options
    if there is not None and KIND not in there.properties:
        raise AeroTwinError(
            f"Table {name} exists and was not made by a pipeline: drop it, or rename the dataset."
        )
    definition = _definition(options)
    changed = there is not None and there.properties.get(DEFINITION) != definition
    # A materialized view is computed in full each time: it may get other columns as it pleases.
    if kind is Kind.MATERIALIZED_VIEW and there is not None and changed:
        anew = anew or _is_other(spark, there, options)
    if there is None or anew or there.properties[KIND] != kind:
        declared = options.schema
        columns = ddl.declared_columns(declared) if declared else ddl.columns_of(nullable(schema()))
        own = {PIPELINE: pipeline, KIND: kind.value, DEFINITION: definition}
        own[CHECKPOINT] = uuid.uuid4().hex[:8]
        properties = {**own, **delta_properties(options)}
        if there is not None and there.clustering and options.partition_cols:
            # Delta replaces no clustered table by a partitioned one.
            spark.sql(f"DROP TABLE {name}").collect()
            there = None
        _create(spark, name, columns, options, properties, over=there is not None)
        for key in ddl.declared_keys(declared):
            spark.sql(f"ALTER TABLE {name} ADD {key}").collect()
        return Table(name, "", properties, fresh=True)
    if changed:
        alter(spark, name, options, definition)
    return there


def _is_other(spark: SparkSession, there: Table, options: Options) -> bool:
    """Whether a declared schema, or the partitions beside it, are not those of the table.

    Of the others it is told whether they are partitioned that were clustered, or the other way round.
    """
    if not options.schema:
        return bool(there.clustering and options.partition_cols or there.partitions and options.cluster_by)
    wanted = declared_schema(spark, options.schema).fields
    have = spark.table(there.sql).schema.fields
    return [(f.name, f.dataType) for f in wanted] != [(f.name, f.dataType) for f in have] or [
        *there.partitions
    ] != [*options.partition_cols]


def widen(spark: SparkSession, name: str, options: Options, schema: StructType) -> None:
    """Give a table the columns that only its declared schema has, or the `schema` of its query.

    As on Databricks it has them before a row comes, since other queries may read them.
    """
    from pyspark.sql.types import StructType

    wanted = declared_schema(spark, options.schema) if options.schema else schema
    known = {column.lower() for column in spark.table(name).columns}
    new = [field for field in nullable(wanted).fields if field.name.lower() not in known]
    if new:
        columns = ", ".join(ddl.columns_of(StructType(new)))
        spark.sql(f"ALTER TABLE {name} ADD COLUMNS ({columns})").collect()


def _create(
    spark: SparkSession,
    name: str,
    columns: Sequence[str],
    options: Options,
    properties: Mapping[str, str],
    over: bool,
) -> None:
    from pyspark.errors import PySparkException

    try:
        spark.sql(ddl.create(name, columns, options, properties, over)).collect()
    except PySparkException as error:
        if "GENERATED_COLUMNS_EXPR_TYPE_MISMATCH" not in str(error):
            raise
        # A pipeline's documentation itself declares STRING for what an INT expression generates.
        kinds = [ddl.type_of(field.dataType) for field in declared_schema(spark, options.schema).fields]
        columns = [ddl.with_cast(column, kind) for column, kind in zip(columns, kinds, strict=True)]
        spark.sql(ddl.create(name, columns, options, properties, over)).collect()


def delta_properties(options: Options) -> dict[str, str]:
    """The table properties that Delta takes outside Databricks."""
    return {key: value for key, value in options.table_properties.items() if not key.startswith(_NOT_DELTA)}


def _definition(options: Options) -> str:
    schema = options.schema
    declared = schema if isinstance(schema, str) or schema is None else schema.json()
    properties = dict(options.table_properties)
    return ddl.fingerprint(options.comment, declared, properties, options.cluster_by, options.partition_cols)


def alter(spark: SparkSession, name: str, options: Options, definition: str) -> None:
    """Bring what ALTER can change up to date: comment, properties and clustering."""
    properties = {**delta_properties(options), DEFINITION: definition}
    spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ({ddl.pairs(properties)})").collect()
    if options.comment:
        spark.sql(f"COMMENT ON TABLE {name} IS {ddl.literal(options.comment)}").collect()
    cluster(spark, name, options)


def cluster(spark: SparkSession, name: str, options: Options) -> None:
    """Have a table clustered as its definition says, if it says so."""
    if options.cluster_by:
        keys = ", ".join(map(quoted, options.cluster_by))
        spark.sql(f"ALTER TABLE {name} CLUSTER BY ({keys})").collect()


def nullable(schema: StructType) -> StructType:
    """The schema with every column nullable: what a query happens to know of its rows is not a constraint."""
    from pyspark.sql.types import StructField, StructType

    return StructType([StructField(f.name, f.dataType, True, f.metadata) for f in schema.fields])


def declared_schema(spark: SparkSession, declared: Any) -> StructType:
    """The columns of a declared schema and their types."""
    if not isinstance(declared, str):
        return declared
    columns = [ddl.without_filling(column) for column in ddl.declared_columns(declared)]
    return spark.createDataFrame([], ", ".join(columns)).schema


def conform(rows: DataFrame, declared: Any, table: StructType, title: str) -> DataFrame:
    """`rows` with the columns of a declared schema, in its order and types; generated ones may be missing.

    Raises AeroTwinError naming the columns that only one of the two has.
    """
    from pyspark.sql import functions as F

    if not declared:
        return rows
    check(rows.columns, declared, table, title)
    have = {name.lower() for name in rows.columns}
    return rows.select(
        *(
            F.col(quoted(f.name)).cast(f.dataType).alias(f.name)
            for f in table.fields
            if f.name.lower() in have
        )
    )


def check(columns: Sequence[str], declared: Any, table: StructType, title: str) -> None:
    """Raise AeroTwinError, naming columns, if a query's are not those of its table's declared schema."""
    have = {name.lower() for name in columns}
    want = {field.name.lower() for field in table.fields}
    missing = [f.name for f in table.fields if f.name.lower() not in have and not _filled(f.name, declared)]
    more = [name for name in columns if name.lower() not in want]
    if missing or more:
        said = [f"the query lacks {', '.join(missing)}"] if missing else []
        said += [f"the schema lacks {', '.join(more)}"] if more else []
        raise AeroTwinError(f"{title}: the declared schema is not that of the query: {'; '.join(said)}.")


def _filled(column: str, declared: Any) -> bool:
    """Whether the table itself fills a column: it is generated, an identity, or has a default."""
    if not isinstance(declared, str):
        return False
    for text in ddl.declared_columns(declared):
        head, _, rest = text.partition(" ")
        if head.strip("`").lower() == column.lower():
            return any(word in rest.upper() for word in ("GENERATED ", "DEFAULT "))
    return False
