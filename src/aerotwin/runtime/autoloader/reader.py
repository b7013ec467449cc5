"""Read files as Auto Loader does: as a stream, or once as a batch."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader import folders, headers, rescue, schema
from aerotwin.runtime.autoloader.managed import folder
from aerotwin.runtime.autoloader.options import Options, take
from aerotwin.runtime.autoloader.store import Store
from aerotwin.runtime.notebooks.paths import local
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructField, StructType


TEXTS = (".csv", ".txt", ".tsv")
# Formats whose files say the types of their columns.
TYPED = ("parquet", "orc", "avro")


class UnknownFieldException(AeroTwinError):
    """Files have new columns: the schema has grown (or may not), and the stream has to be started again."""


@dataclass(frozen=True)
class Source:
    """What is read: files at a local path. `declared` is the reader's own schema, if it has one."""

    spark: SparkSession
    path: str
    options: Options
    declared: StructType | None


def stream(spark: SparkSession, path: str, given: Mapping[str, str], declared: Any = None) -> DataFrame:
    """New files at `path` as a stream. Raises AeroTwinError for options that Auto Loader does not have.

    Raises UnknownFieldException for new columns, unless the schema may grow and the stream is managed.
    """
    options = take(given, has_schema=declared is not None)
    source = _source(spark, path, options, declared)
    store = _store(source)
    known = source.declared or _evolved(source, store)
    reader = spark.readStream.options(**options.stream)
    if not options.include_existing:
        if store is None:
            raise AeroTwinError("cloudFiles.includeExistingFiles needs a cloudFiles.schemaLocation here.")
        reader = reader.option("modifiedAfter", _moment(store.started())).option("timeZone", "UTC")
    return _rows(source, known, reader)


def batch(spark: SparkSession, path: str, given: Mapping[str, str], declared: Any = None) -> DataFrame:
    """All files at `path` once. Raises AeroTwinError if there are none to infer a schema from."""
    options = take(given, has_schema=declared is not None, infer_types=True)
    source = _source(spark, path, options, declared)
    return _rows(source, source.declared or _inferred(source), spark.read)


def _source(spark: SparkSession, path: str, options: Options, declared: Any) -> Source:
    there = local(path)
    options = replace(options, reader={**options.reader, **folders.whole(there, options.reader)})
    return Source(spark, there, options, _declared(spark, options, declared))


def _declared(spark: SparkSession, options: Options, declared: Any) -> StructType | None:
    if options.variant:
        declared = f"{quoted(options.variant)} VARIANT"
    if declared is None or not isinstance(declared, str):
        return declared
    return spark.createDataFrame([], declared).schema


def _inferred(source: Source) -> StructType:
    found = schema.infer(source.spark, source.path, source.options)
    if found is None:
        raise schema.need_files(source.path)
    return _hinted(source, found)


def _hinted(source: Source, found: StructType) -> StructType:
    return schema.hinted(
        found, source.options.hints, lambda ddl: source.spark.createDataFrame([], ddl).schema
    )


def _store(source: Source) -> Store | None:
    given = source.options.location
    if given:
        return Store(Path(local(given)))
    own = folder()
    return Store(own / hashlib.sha256(source.path.encode()).hexdigest()[:12]) if own else None


def _evolved(source: Source, store: Store | None) -> StructType:
    """The schema that is remembered, with the new columns of files that have come since if it may grow."""
    if store is None:
        raise AeroTwinError(
            "Auto Loader needs option cloudFiles.schemaLocation to infer a schema, or a schema: "
            '.option("cloudFiles.schemaLocation", "/Volumes/…/_schemas").'
        )
    now = time.time()
    latest = store.latest()
    if latest is None:
        first = _inferred(source)
        store.keep(first, now)
        return first
    known, looked_at = latest
    mode = source.options.mode
    known = _hinted(source, known)
    if mode in ("rescue", "none"):
        return known
    found = schema.infer(source.spark, source.path, source.options, looked_at - 2)
    larger, new = schema.grown(known, found) if found else (known, [])
    if not new:
        return known
    if mode != "failOnNewColumns":
        store.keep(larger, now)
        if folder() is not None:
            return larger
    raise UnknownFieldException(
        f"[UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE] Encountered unknown fields at {source.path}: "
        f"{', '.join(new)}. "
        + (
            "The schema may not grow (failOnNewColumns): update it or remove the files."
            if mode == "failOnNewColumns"
            else "The schema has been updated: run this again, an automatic retry will do."
        )
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _rows(source: Source, known: StructType, reader: Any) -> DataFrame:
    """The files' rows in a schema, with the rescued data column if there is to be one."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import StructType

    options = source.options
    reader = reader.options(**options.reader)
    if options.rescued and options.format == "json":
        whole = _flag(options.reader, "multiline")
        lines = reader.format("text").option("wholetext", str(whole).lower()).load(source.path)
        return rescue.from_json_lines(lines, known, options.reader, options.rescued)
    if options.format == "csv" and not options.variant:
        return _csv(source, known, reader)
    rows = reader.format(options.format)
    if options.format != "text":
        # Of a stream's formats Spark knows the columns of text only.
        rows = rows.schema(known)
    frame = rows.load(source.path)
    if not options.rescued or options.format in ("text", "binaryFile"):
        return frame
    more = _unknown(source, frame.columns) if options.format in TYPED else []
    if not more:
        return frame.select("*", F.lit(None).cast("string").alias(options.rescued))
    wide = rows.schema(StructType([*known.fields, *more])).load(source.path)
    return rescue.beside(wide, [field.name for field in more], options.rescued)


def _unknown(source: Source, columns: Sequence[str]) -> list[StructField]:
    """The columns that files have beside these; none where their types differ from file to file."""
    from pyspark.errors import PySparkException

    try:
        found = schema.infer(source.spark, source.path, source.options)
    except PySparkException as error:
        if "MERGE_SCHEMA" not in str(error):
            raise
        return []
    known = {name.lower() for name in columns}
    return [field for field in found.fields if field.name.lower() not in known] if found else []


def _csv(source: Source, known: StructType, reader: Any) -> DataFrame:
    from pyspark.sql.types import StringType, StructField, StructType

    options = source.options
    header = _header(source, known) if _flag(options.reader, "header") else []
    reader = reader.format("csv")
    if not options.rescued:
        return reader.schema(known).load(source.path)
    more = [name for name in header if name.lower() not in {f.name.lower() for f in known.fields}]
    wide = StructType([StructField(name, StringType(), True) for name in [*known.names, *more]])
    texts = reader.schema(wide).load(source.path)
    return rescue.as_rows(texts, wide, known, options.reader, options.rescued)


def _header(source: Source, known: StructType) -> list[str]:
    """The longest header of the files. Raises AeroTwinError if one has its columns in another order.

    Spark's reader takes the columns of a CSV file by position, whatever its header says.
    """
    given = {key.lower(): value for key, value in source.options.reader.items()}
    separator = given.get("sep") or given.get("delimiter") or ","
    longest: list[str] = []
    for file in _files(source.path):
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            names = headers.columns(lines.readline(), separator)
        order = [*(longest or known.names)]
        if not headers.agree(names, order):
            raise AeroTwinError(
                f"{file} has the columns {', '.join(names)}, others have {', '.join(order)}: CSV files of "
                "one folder must have their columns in the same order here, new ones at the end."
            )
        longest = names if len(names) > len(longest) else longest
    return longest


def _files(path: str) -> list[Path]:
    """The local uncompressed files that a path or glob names."""
    found = []
    for there in Path("/").glob(path.lstrip("/")):
        found += sorted(there.rglob("*")) if there.is_dir() else [there]
    return [one for one in found if one.is_file() and one.suffix in TEXTS and one.name[0] not in "._"]


def _flag(options: Mapping[str, str], name: str) -> bool:
    return any(key.lower() == name and str(value).lower() == "true" for key, value in options.items())
