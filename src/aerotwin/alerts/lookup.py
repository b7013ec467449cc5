"""Finding alerts and the rows behind them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from aerotwin import conf
from aerotwin.errors import AeroTwinError
from aerotwin.models.subject import Subject, load

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def existing(spark: SparkSession) -> list[Subject]:
    """The subjects of which this schema holds alerts, inferences and features, the aircraft last."""
    tables = {table.name for table in spark.catalog.listTables() if not table.isTemporary}
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


def row(rows: DataFrame, **key: Any) -> dict[str, Any]:
    """The row with these values; raises AeroTwinError when there is none."""
    from pyspark.sql import functions as F

    for name, value in key.items():
        rows = rows.where(F.col(name) == F.lit(value))
    found: list[dict[str, Any]] = rows.limit(1).toArrow().to_pylist()
    if not found:
        named = ", ".join(f"{name} {value}" for name, value in key.items())
        raise AeroTwinError(f"the chain is broken: no row with {named}")
    return found[0]
