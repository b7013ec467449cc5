"""Bronze: every landed line as it came, with its file, its time of reading and what could not be read."""

from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from aerotwin.features import columns
from aerotwin.features.columns import Column
from aerotwin.features.pipeline import pipeline

spark = SparkSession.active()
settings = pipeline(spark)
TAIL = "([^/]+/[^/]+)$"
BINARY_FILE = "path string, modificationTime timestamp, length bigint, content binary"


def landed_lines(folder: str, fields: list[Column]) -> DataFrame:
    """Lines of the folder's JSON files that no earlier run has read."""
    schema = ", ".join(f"`{c.name}` {c.type}" for c in [*fields, columns.CORRUPT])
    options = {
        "columnNameOfCorruptRecord": "corrupt_record",
        "encoding": "UTF-8",
        "pathGlobFilter": "*.jsonl",
    }
    lines = spark.readStream.schema(schema).options(**options).json(f"{settings.landing}/{folder}")
    source = F.regexp_extract("_metadata.file_path", TAIL, 1).alias("source_file")
    names = [c.name for c in fields]
    unread = F.make_valid_utf8("corrupt_record").alias("corrupt_record")
    return lines.select(*names, unread, source, F.current_timestamp().alias("ingested_at"))


def empty_files(folder: str, fields: list[Column]) -> DataFrame:
    """One row for each empty file, which a reader of lines does not see."""
    files = spark.readStream.format("binaryFile").schema(BINARY_FILE).option("pathGlobFilter", "*.jsonl")
    nothing = [F.lit(None).cast(c.type).alias(c.name) for c in fields]
    source = F.regexp_extract("path", TAIL, 1).alias("source_file")
    empty = files.load(f"{settings.landing}/{folder}").where("length = 0")
    return empty.select(
        *nothing, F.lit("").alias("corrupt_record"), source, F.current_timestamp().alias("ingested_at")
    )


def define(table: str, folder: str, fields: list[Column], comment: str) -> None:
    schema = columns.ddl([*fields, columns.CORRUPT, columns.SOURCE_FILE, columns.INGESTED_AT])

    @dp.table(name=table, comment=comment, schema=schema)
    def bronze() -> DataFrame:
        return landed_lines(folder, fields).union(empty_files(folder, fields))


for slug, component in settings.components.items():
    define(f"{slug}_bronze", slug, columns.landed(component), f"Landed readings of {slug}, as they came")
events = "{" + ",".join(f"{slug}_events" for slug in settings.components) + "}"
define(f"{settings.prefix}events_bronze", events, columns.LANDED_EVENT, "Landed events, as they came")
