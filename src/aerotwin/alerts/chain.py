"""Whether every alert leads back to a landed file, checked layer by layer.

The view `alert_trace` says the same, but plans every table several times over; after a run this is quicker.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

KEY = ["component", "aircraft_id", "observed_at"]


def orphan_ids(spark: SparkSession, subjects: Iterable[Subject], alerts: pd.DataFrame) -> list[str]:
    """Ids of those alerts (rows of the view `alerts`) whose chain is broken anywhere; [] is what must be."""
    found = list(subjects)
    if alerts.empty:
        return []
    links = alerts[["alert_id", "trace_id", *KEY]]
    first = alerts["observed_at"].min()
    inferences = _known(
        spark,
        "inferences",
        links[["trace_id"]],
        " UNION ALL ".join(f"SELECT trace_id FROM {subject.table('inferences')}" for subject in found),
    )
    features = _known(
        spark,
        "features",
        links[KEY],
        " UNION ALL ".join(
            f"SELECT '{subject.slug}' AS component, aircraft_id, observed_at, "
            f"{_reading_slug(subject)} AS reading FROM {subject.table('features')} "
            f"WHERE observed_at >= TIMESTAMP '{first}'"
            for subject in found
        ),
    )
    whole = links.merge(inferences, on="trace_id").merge(features, on=KEY)
    whole = whole.merge(_last_readings(spark, found, whole), on=["reading", "aircraft_id", "observed_at"])
    complete = (whole["component"] == "aircraft") | (whole["read_at"] == whole["observed_at"])
    return sorted(set(links["alert_id"]) - set(whole.loc[complete, "alert_id"]))


def _last_readings(spark: SparkSession, subjects: list[Subject], asked: pd.DataFrame) -> pd.DataFrame:
    """When the last landed reading was, until each component, aircraft and time asked for: read_at."""
    wanted = asked[["reading", "aircraft_id", "observed_at"]].drop_duplicates()
    if wanted.empty:
        return wanted.assign(read_at=wanted["observed_at"])
    spark.createDataFrame(wanted).createOrReplaceTempView("asked_readings")
    slugs = dict.fromkeys(slug for subject in subjects for slug in subject.components)
    silver = " UNION ALL ".join(
        f"SELECT '{slug}' AS reading, aircraft_id, observed_at AS read_at FROM {slug}_silver "
        "WHERE source_file IS NOT NULL"
        for slug in slugs
    )
    return spark.sql(
        f"""
        SELECT /*+ BROADCAST(a) */ reading, aircraft_id, a.observed_at, max(r.read_at) AS read_at
        FROM ({silver}) r JOIN asked_readings a USING (reading, aircraft_id)
        WHERE r.read_at <= a.observed_at GROUP BY ALL
        """
    ).toPandas()


def _reading_slug(subject: Subject) -> str:
    """SQL for the component whose reading stands behind a feature row: its own, or the worst one's."""
    return "worst_component" if subject.slug == "aircraft" else f"'{subject.slug}'"


def _known(spark: SparkSession, layer: str, asked: pd.DataFrame, rows: str) -> pd.DataFrame:
    """The rows of a layer that are asked for."""
    spark.createDataFrame(asked.drop_duplicates()).createOrReplaceTempView(f"asked_{layer}")
    keys = ", ".join(asked.columns)
    return spark.sql(
        f"SELECT /*+ BROADCAST(a) */ r.* FROM ({rows}) r LEFT SEMI JOIN asked_{layer} a USING ({keys})"
    ).toPandas()
