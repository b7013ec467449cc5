"""What three-level names cost: the same statements in Spark's own catalog and in `main`, side by side."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark import server
from aerotwin.runtime.spark.address import address

CATALOGS = ("spark_catalog", "main")
STATEMENTS = {
    "create": "CREATE TABLE {t} (id BIGINT, v STRING) USING delta",
    "insert": "INSERT INTO {t} VALUES (1, 'a'), (2, 'b')",
    "select": "SELECT count(*) FROM {t} WHERE id > 1",
    "merge": "MERGE INTO {t} d USING (SELECT 2L id, 'c' v) s ON d.id = s.id WHEN MATCHED THEN UPDATE SET *",
    "drop": "DROP TABLE {t}",
}


def overhead(repeats: int = 9) -> dict[str, dict[str, float]]:
    """Median seconds of each statement by catalog, on a server of its own; the two take turns."""
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory(prefix="aerotwin-bench-") as folder:
        home = Home(Path(folder))
        spark = SparkSession.builder.remote(address(server.start(home).environment())).create()
        try:
            for catalog in CATALOGS:
                spark.sql(f"CREATE SCHEMA {catalog}.bench").collect()
            times: dict[str, dict[str, list[float]]] = {
                name: {c: [] for c in CATALOGS} for name in STATEMENTS
            }
            for turn in range(repeats + 1):
                for catalog in CATALOGS:
                    for name, statement in STATEMENTS.items():
                        began = time.perf_counter()
                        spark.sql(statement.format(t=f"{catalog}.bench.t")).collect()
                        # The first turn warms up.
                        if turn:
                            times[name][catalog].append(time.perf_counter() - began)
        finally:
            spark.stop()
            server.stop(home)
    return {
        name: {catalog: round(statistics.median(of), 4) for catalog, of in by.items()}
        for name, by in times.items()
    }


def told(figures: dict[str, dict[str, float]]) -> str:
    """The figures in a line each."""
    return "\n".join(
        f"{name}: " + ", ".join(f"{seconds:.3f} s in {catalog}" for catalog, seconds in by.items())
        for name, by in figures.items()
    )


if __name__ == "__main__":
    print(told(overhead()))
