"""Tables whose creation was cut off by the end of their server: files without an entry in the metastore.

Delta refuses to create a table where such files lie.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.directories import table_of
from aerotwin.runtime.spark.session import LOCAL_CATALOG
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def unfinished(home: Home) -> list[Path]:
    """Directories of the warehouse that hold a Delta table which was never written to."""
    logs = [log for pattern in ("*.db/*", "*/*/*") for log in home.warehouse.glob(f"{pattern}/_delta_log")]
    return [log.parent for log in sorted(logs) if _is_empty(log)]


def remove(directories: list[Path], spark: SparkSession) -> list[Path]:
    """Remove those directories that the metastore knows no table of; the ones removed."""
    known: dict[str, set[str]] = {}
    removed = []
    for directory in directories:
        schema = _schema(directory)
        if schema not in known:
            known[schema] = {row.tableName for row in spark.sql(f"SHOW TABLES IN {schema}").collect()}
        if table_of(directory) not in known[schema]:
            shutil.rmtree(directory)
            removed.append(directory)
    return removed


def _schema(table: Path) -> str:
    """The schema of a directory of the warehouse: Spark names those of its own catalog `x.db`."""
    schema = table.parent
    if schema.name.endswith(".db"):
        return f"{LOCAL_CATALOG}.{quoted(schema.name.removesuffix('.db'))}"
    return f"{quoted(schema.parent.name)}.{quoted(schema.name)}"


def _is_empty(log: Path) -> bool:
    """Whether there is nothing but the commit that made the table, if that, and it adds no file."""
    commits = list(log.glob("*.json"))
    if len(commits) > 1 or any(log.glob("*.parquet")):
        return False
    return not any("add" in json.loads(line) for file in commits for line in file.read_text().splitlines())
