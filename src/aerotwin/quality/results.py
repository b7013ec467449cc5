"""The table `quality_results`: what every check of every run found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from aerotwin.datamodel import keys
from aerotwin.models import delta
from aerotwin.models.inferences import create
from aerotwin.quality.validate import Check

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLE = "quality_results"
KEY = "run_id, table_name, column_name, expectation"

# name, Arrow type, SQL type, comment
COLUMNS: list[tuple[str, pa.DataType, str, str]] = [
    ("run_id", pa.string(), "STRING", "job run; empty outside a job"),
    ("table_name", pa.string(), "STRING", "table that was checked"),
    ("column_name", pa.string(), "STRING", "column, or columns with commas; empty for the table as a whole"),
    ("expectation", pa.string(), "STRING", "what must hold, as Great Expectations names it, with its limits"),
    ("passed", pa.bool_(), "BOOLEAN", "whether it holds"),
    ("observed", pa.string(), "STRING", "what was found instead, or a statistic; empty if neither"),
    ("failing_share", pa.float64(), "DOUBLE", "share of values that break it, 0 to 1; empty for tables"),
    ("tolerated_share", pa.float64(), "DOUBLE", "share that may break it, 0 to 1; empty for tables"),
    ("checked_at", pa.timestamp("us", tz="UTC"), "TIMESTAMP", "when it was checked, UTC"),
]


def rows(checks: Sequence[Check], run_id: str, checked_at: datetime) -> pa.Table:
    """The checks as rows of COLUMNS, each key once: a suite may state the same twice."""
    found = {
        (check.table, check.column, check.expectation): {
            "run_id": run_id,
            "table_name": check.table,
            "column_name": check.column,
            "expectation": check.expectation,
            "passed": check.passed,
            "observed": check.observed,
            "failing_share": check.failing_share,
            "tolerated_share": check.tolerated_share,
            "checked_at": checked_at,
        }
        for check in checks
    }
    return pa.Table.from_pylist([*found.values()], pa.schema([(name, kind) for name, kind, _, _ in COLUMNS]))


def write(spark: SparkSession, checks: Sequence[Check], run_id: str) -> None:
    """Merge the checks of a run; the same checks with the same outcome change nothing."""
    about = "What the checks of silver and features found, one row per check and run"
    create(spark, TABLE, COLUMNS, about, keys.primary(*KEY.split(", ")))
    changed = (
        "NOT (t.passed <=> s.passed AND t.observed <=> s.observed AND t.failing_share <=> s.failing_share)"
    )
    delta.merge(spark, TABLE, rows(checks, run_id, datetime.now(UTC)), KEY, changed)
