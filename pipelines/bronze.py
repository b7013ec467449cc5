"""Bronze: every landed line as it came, with its file, its time of reading and what could not be read."""

from pathlib import Path

from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from aerotwin.features import columns
from aerotwin.features.columns import Column
from aerotwin.features.pipeline import pipeline
from aerotwin.quality import empty_files

spark = SparkSession.active()
settings = pipeline(spark)
# Statistics of the keys, which come first and which queries filter by; not of each measurement.
STATISTICS = {"delta.dataSkippingNumIndexedCols": "4"}
READER = {"columnNameOfCorruptRecord": "corrupt_record", "encoding": "UTF-8", "pathGlobFilter": "*.jsonl"}


def landed_lines(folder: str, fields: list[Column]) -> DataFrame:
    """Lines of the folder's files that no earlier run has read; an empty file's notice has an empty text."""
    schema = ", ".join(f"`{c.name}` {c.type}" for c in [*fields, columns.CORRUPT])
    lines = spark.readStream.schema(f"{schema}, {empty_files.FIELD} string").options(**READER)
    path = F.substring_index("_metadata.file_path", "/", -2)
    empty = F.col(empty_files.FIELD)
    text = F.when(empty.isNotNull(), "").otherwise(F.make_valid_utf8("corrupt_record"))
    read_at = F.current_timestamp().alias("ingested_at")
    names = [c.name for c in fields]
    found = lines.json(f"{settings.landing}/{folder}")
    return found.select(
        *names, text.alias("corrupt_record"), F.coalesce(empty, path).alias("source_file"), read_at
    )


def define(table: str, folder: str, fields: list[Column], comment: str) -> None:
    schema = columns.ddl([*fields, columns.CORRUPT, columns.SOURCE_FILE, columns.INGESTED_AT])

    @dp.table(name=table, comment=comment, schema=schema, table_properties=STATISTICS)
    def bronze() -> DataFrame:
        return landed_lines(folder, fields)


for slug, component in settings.components.items():
    for folder in (slug, f"{slug}_events"):
        empty_files.note(Path(settings.landing, folder))
    define(f"{slug}_bronze", slug, columns.landed(component), f"Landed readings of {slug}, as they came")
events = "{" + ",".join(f"{slug}_events" for slug in settings.components) + "}"
define(f"{settings.prefix}events_bronze", events, columns.LANDED_EVENT, "Landed events, as they came")
