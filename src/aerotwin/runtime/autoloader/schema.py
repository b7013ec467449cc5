"""Infer a schema from files, follow hints, and let it grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader.options import Options
from aerotwin.runtime.pipelines.ddl import items

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

# Formats whose files have no types of their own.
TEXTUAL = ("json", "csv", "xml")
_NO_FILES = ("UNABLE_TO_INFER_SCHEMA", "PATH_NOT_FOUND", "Unable to infer schema")


def infer(spark: SparkSession, path: str, options: Options, after: float | None = None) -> StructType | None:
    """The schema of the files at `path` (those changed since `after`), None if there are none.

    Without types to infer, the columns of textual formats are strings.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql.types import StringType, StructField, StructType

    reader = spark.read.format(options.format).options(**options.reader)
    if options.format == "csv":
        reader = reader.option("inferSchema", str(options.infer_types).lower())
    if options.format in ("parquet", "orc", "avro"):
        reader = reader.option("mergeSchema", "true")
    if after is not None:
        moment = datetime.fromtimestamp(after, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        reader = reader.option("modifiedAfter", moment).option("timeZone", "UTC")
    try:
        found = reader.load(path).schema
    except PySparkException as error:
        if any(one in str(error) for one in _NO_FILES):
            return None
        raise
    fields = [field for field in found.fields if field.name != "_corrupt_record"]
    if options.format in TEXTUAL and not options.infer_types:
        fields = [StructField(field.name, StringType(), True) for field in fields]
    return StructType(fields) if fields else None


def hinted(schema: StructType, hints: str, parse: Callable[[str], StructType]) -> StructType:
    """The schema with the types that hints (`a INT, b.c DATE`) give, and the columns that only they name."""
    for item in items(hints):
        name, _, kind = item.strip().partition(" ")
        parts = [part.strip("`") for part in name.split(".")]
        schema = _set(schema, parts, parse(f"`x` {kind}").fields[0].dataType)
    return schema


def _set(schema: StructType, parts: list[str], kind: Any) -> StructType:
    from pyspark.sql.types import StructField, StructType

    fields = list(schema.fields)
    at = next((i for i, field in enumerate(fields) if field.name.lower() == parts[0].lower()), None)
    if len(parts) > 1:
        inner = fields[at].dataType if at is not None else None
        kind = _set(inner if isinstance(inner, StructType) else StructType([]), parts[1:], kind)
    if at is None:
        return StructType([*fields, StructField(parts[0], kind, True)])
    fields[at] = StructField(fields[at].name, kind, True)
    return StructType(fields)


def grown(known: StructType, found: StructType) -> tuple[StructType, list[str]]:
    """The known schema with the columns that only `found` has, at its end, also in structs; their names."""
    from pyspark.sql.types import StructField, StructType

    fields, new = [], []
    others = {field.name.lower(): field for field in found.fields}
    for field in known.fields:
        other = others.pop(field.name.lower(), None)
        if other and isinstance(field.dataType, StructType) and isinstance(other.dataType, StructType):
            inner, names = grown(field.dataType, other.dataType)
            fields.append(StructField(field.name, inner, True))
            new += [f"{field.name}.{name}" for name in names]
        else:
            fields.append(field)
    added = list(others.values())
    return StructType(fields + added), new + [field.name for field in added]


def need_files(path: str) -> AeroTwinError:
    """What to say when there is nothing to infer a schema from."""
    return AeroTwinError(
        f"[CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE] Cannot infer a schema: there is no file at {path}. "
        "Land a file, or give the reader a schema."
    )
