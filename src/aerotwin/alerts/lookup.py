"""Finding alerts and the rows behind them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from aerotwin import conf
from aerotwin.errors import AeroTwinError
from aerotwin.models.subject import Subject, load

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class NoRowError(AeroTwinError):
    """A row that others refer to is not there."""


def existing(spark: SparkSession) -> list[Subject]:
    """The subjects of which this schema holds alerts, inferences and features, the aircraft last."""
    # catalog.listTables() would open every table of the schema.
    tables = {row["tableName"] for row in spark.sql("SHOW TABLES").collect() if not row["isTemporary"]}
    slugs = [*conf.slugs(), "aircraft"]
    kinds = ("alerts", "inferences", "features")
    return [load(slug) for slug in slugs if all(f"{slug}_{kind}" in tables for kind in kinds)]


def subjects(spark: SparkSession) -> list[Subject]:
    """As `existing`; raises AeroTwinError when there is none."""
    found = existing(spark)
    if not found:
        raise AeroTwinError(
            "there is no alert table in this schema: `aerotwin bundle run aerotwin` makes it, "
            "or name the target of the run with -t"
        )
    return found


def subject_of(spark: SparkSession, alert_id: str) -> Subject:
    """The subject whose alert table holds the id; raises AeroTwinError with the closest ids otherwise."""
    found = subjects(spark)
    likely = [one for one in found if f"_{one.code}_" in alert_id]
    if len(likely) == 1 and _has(spark, likely[0], alert_id):
        return likely[0]
    rows = spark.sql(
        " UNION ALL ".join(
            f"SELECT alert_id, '{one.slug}' AS slug FROM {one.table('alerts')}" for one in found
        )
    ).collect()
    known = {row["alert_id"]: row["slug"] for row in rows}
    if alert_id not in known:
        close = difflib.get_close_matches(alert_id, known, n=3, cutoff=0.3) or sorted(known)[:3]
        listed = f"closest: {', '.join(close)}" if close else "there are no alerts"
        raise AeroTwinError(f'no alert "{alert_id}"; {listed}. `aerotwin alerts list` lists them')
    return next(one for one in found if one.slug == known[alert_id])


def _has(spark: SparkSession, subject: Subject, alert_id: str) -> bool:
    from pyspark.sql import functions as F

    rows = spark.table(subject.table("alerts")).where(F.col("alert_id") == F.lit(alert_id))
    return bool(rows.limit(1).collect())


def row(rows: DataFrame, **key: Any) -> dict[str, Any]:
    """The row with these values; raises NoRowError when there is none."""
    from pyspark.sql import functions as F

    for name, value in key.items():
        rows = rows.where(F.col(name) == F.lit(value))
    found: list[dict[str, Any]] = rows.limit(1).toArrow().to_pylist()
    if not found:
        named = ", ".join(f"{name} {value}" for name, value in key.items())
        raise NoRowError(f"no row with {named}")
    return found[0]
