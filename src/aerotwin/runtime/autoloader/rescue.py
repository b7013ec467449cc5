"""Rows of files in a schema, with what does not fit it in the rescued data column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import StructType

VALUE = "value"


def as_rows(
    texts: DataFrame, columns: StructType, schema: StructType, options: Mapping[str, str], rescued: str
) -> DataFrame:
    """The CSV `columns` of `texts`, all strings, as rows of `schema`; values of another type are rescued.

    So are the columns that the schema does not have. A row with nothing to rescue has NULL there. What
    `texts` has beside them comes from the files' folders and stays as it is.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.types import StringType

    known = {field.name.lower() for field in schema.fields}
    typed = [
        F.col(quoted(f.name)) if isinstance(f.dataType, StringType) else _typed(f.name, f.dataType, options)
        for f in schema.fields
    ]
    rescues = [
        F.when(F.col(quoted(f.name)).isNotNull() & column.isNull(), F.col(quoted(f.name))).alias(f.name)
        for f, column in zip(schema.fields, typed, strict=True)
        if not isinstance(f.dataType, StringType)
    ]
    rescues += [F.col(quoted(name)) for name in columns.names if name.lower() not in known]
    rows = [column.alias(f.name) for f, column in zip(schema.fields, typed, strict=True)]
    read = {name.lower() for name in columns.names}
    rows += [F.col(quoted(name)) for name in texts.columns if name.lower() not in read]
    if not rescues:
        return texts.select(*rows, F.lit(None).cast("string").alias(rescued))
    some = F.coalesce(*rescues).isNotNull()
    told = F.to_json(F.struct(*rescues, F.col("_metadata.file_path").alias("_file_path")))
    return texts.select(*rows, F.when(some, told).alias(rescued))


def beside(rows: DataFrame, more: list[str], rescued: str) -> DataFrame:
    """Rows of files that have types of their own: the columns `more`, which the schema lacks, are rescued."""
    from pyspark.sql import functions as F

    some = reduce(or_, (F.col(quoted(name)).isNotNull() for name in more))
    path = F.col("_metadata.file_path").alias("_file_path")
    told = F.to_json(F.struct(*map(quoted, more), path))
    kept = [F.col(quoted(name)) for name in rows.columns if name not in more]
    return rows.select(*kept, F.when(some, told).alias(rescued))


def _typed(name: str, kind: Any, options: Mapping[str, str]) -> Column:
    from pyspark.sql import functions as F
    from pyspark.sql.types import DateType, TimestampType

    column = F.trim(quoted(name))
    formats = {key.lower(): value for key, value in options.items()}
    for wanted, key in ((TimestampType, "timestampformat"), (DateType, "dateformat")):
        if isinstance(kind, wanted) and key in formats:
            return F.try_to_timestamp(column, F.lit(formats[key])).cast(kind)
    return column.try_cast(kind)


def from_json_lines(
    lines: DataFrame, schema: StructType, options: Mapping[str, str], rescued: str
) -> DataFrame:
    """JSON texts (column `value`, one or an array of them each) as rows of `schema`.

    Fields that the schema does not have, and values that are not of their column's type, are rescued: a JSON
    object of them and `_file_path`, NULL if there are none.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.types import ArrayType

    partitions = [name for name in lines.columns if name != VALUE]
    given = {key: value for key, value in options.items() if key.lower() not in ("multiline", "wholetext")}
    reading = given or None
    # A file or line is one object, or an array of them.
    one = F.concat(F.lit("["), VALUE, F.lit("]"))
    text = F.when(F.ltrim(VALUE).startswith("["), F.col(VALUE)).otherwise(one)
    parsed = lines.select(
        F.arrays_zip(
            F.from_json(text, ArrayType(data_schema(schema, partitions)), reading).alias("row"),
            F.from_json(text, "array<map<string, variant>>", reading).alias("raw"),
        ).alias("records"),
        *map(quoted, partitions),
        F.col("_metadata.file_path").alias("__file"),
    )
    parsed = parsed.select(F.explode_outer("records").alias("r"), *map(quoted, partitions), "__file")
    return parsed.select(
        *_columns(schema, partitions, lambda name: F.col(f"r.row.{quoted(name)}")),
        _rescued(schema, partitions).alias(rescued),
    )


def data_schema(schema: StructType, partitions: list[str]) -> StructType:
    """The schema without the columns that come from the files' folders."""
    from pyspark.sql.types import StructType

    names = {name.lower() for name in partitions}
    return StructType([field for field in schema.fields if field.name.lower() not in names])


def _columns(schema: StructType, partitions: list[str], of: Any) -> list[Column]:
    from pyspark.sql import functions as F

    names = {name.lower(): name for name in partitions}
    have = {field.name.lower() for field in schema.fields}
    chosen = [
        F.col(quoted(names[f.name.lower()])).cast(f.dataType).alias(f.name)
        if f.name.lower() in names
        else of(f.name).alias(f.name)
        for f in schema.fields
    ]
    return chosen + [F.col(quoted(name)) for lower, name in names.items() if lower not in have]


def _rescued(schema: StructType, partitions: list[str]) -> Column:
    from pyspark.sql import functions as F

    columns = [field.name for field in data_schema(schema, partitions).fields]
    raw = F.col("r.raw")
    bad = F.array(
        *(F.when(F.col(f"r.row.{quoted(name)}").isNull(), F.lit(name)) for name in columns),
        F.lit(None).cast("string"),
    )
    kept = F.map_filter(
        raw,
        lambda key, value: (
            ~F.is_variant_null(value)
            & (~key.isin(*columns) | F.coalesce(F.array_contains(bad, key), F.lit(False)))
        ),
    )
    path = F.map_from_arrays(
        F.array(F.lit("_file_path")),
        F.array(F.variant_get(F.parse_json(F.to_json(F.struct("__file"))), "$.__file", "variant")),
    )
    return F.when(F.size(kept) > 0, F.to_json(F.map_concat(kept, path)))
