"""Stand-ins for the Delta tables below `/databricks-datasets` that bundles read by their path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aerotwin.runtime.samples import nyctaxi
from aerotwin.runtime.samples.files import FOLDER
from aerotwin.runtime.samples.install import frame_of
from aerotwin.runtime.samples.table import Sample

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# By their path below the folder.
TABLES: dict[str, Sample] = {
    "nyctaxi-with-zipcodes/subsampled": nyctaxi.TABLES[0],
    "nyctaxi/tables/nyctaxi_yellow": nyctaxi.YELLOW,
}


def write(spark: SparkSession, dbfs: Path) -> list[str]:
    """Write the tables that are missing; their paths as bundles name them."""
    made = []
    for path, sample in TABLES.items():
        if not (dbfs / FOLDER / path / "_delta_log").is_dir():
            frame_of(spark, sample).write.format("delta").save(f"dbfs:/{FOLDER}/{path}")
            made.append(f"/{FOLDER}/{path}")
    return made
