"""Collect what a run did, write it, and put it into words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from aerotwin import notebook
from aerotwin.alerts.chain import orphan_ids
from aerotwin.alerts.lookup import existing
from aerotwin.alerts.severity import rank
from aerotwin.alerts.views import create_views
from aerotwin.errors import AeroTwinError
from aerotwin.models import registry
from aerotwin.summary import tables, text, views
from aerotwin.summary.counts import layer_counts
from aerotwin.summary.quality import model_quality

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Summary:
    """Counts per layer, model metrics, latest health, alerts not closed (worst first), alerts with a gap."""

    counts: pd.DataFrame
    quality: pd.DataFrame
    health: pd.DataFrame
    alerts: pd.DataFrame
    orphans: int

    @property
    def text(self) -> str:
        """The report in plain text."""
        return text.report(self.counts, self.quality, self.alerts, self.orphans)


def summarize(spark: SparkSession, catalog: str, schema: str) -> Summary:
    """Make the views, write `run_summary` and `model_quality`, and leave report.txt with the run.

    Raises AeroTwinError when no component has been scored and alerted yet, and when an alert is an orphan.
    """
    with notebook.stage("work"):
        subjects = existing(spark)
        if not subjects:
            raise AeroTwinError(
                f"schema {schema} has no alert table: run `aerotwin bundle run aerotwin` first"
            )
        create_views(spark, subjects)
        views.create(spark, subjects)
        slugs = [subject.slug for subject in subjects]
        registry.prepare()
        with ThreadPoolExecutor(3) as pool:
            counts = pool.submit(layer_counts, spark, slugs)
            health = pool.submit(latest_health, spark, slugs)
            quality = pool.submit(model_quality, slugs, catalog, schema)
            alerts = standing_alerts(spark)
            broken = len(orphan_ids(spark, subjects, alerts))
            tables.write(spark, counts.result(), quality.result(), notebook.context()["run_id"])
            summary = Summary(counts.result(), quality.result(), health.result(), alerts, broken)
        (notebook.run_dir() / "report.txt").write_text(summary.text)
    if summary.orphans:
        raise AeroTwinError(
            f"{summary.orphans} alerts have no complete chain to a landed file: "
            '`aerotwin sql "select * from alert_trace where source_file is null"` shows them'
        )
    return summary


def latest_health(spark: SparkSession, slugs: list[str]) -> pd.DataFrame:
    """component, aircraft_id, health_index (0 to 100) and status of the latest state of each."""
    names = {table.name for table in spark.catalog.listTables()}
    queries = [
        f"SELECT '{slug}' AS component, aircraft_id, health_index, status FROM {slug}_health"
        for slug in slugs
        if f"{slug}_health" in names
    ]
    return spark.sql(" UNION ALL ".join(queries)).toPandas()


def standing_alerts(spark: SparkSession) -> pd.DataFrame:
    """Alerts that are not closed, the most severe and most probable first."""
    rows = spark.table("alerts").where("state <> 'closed'").toPandas()
    order = rows.assign(rank=rows["severity"].map(rank))
    order = order.sort_values(["rank", "failure_probability", "alert_id"], ascending=[False, False, True])
    return order.drop(columns="rank").reset_index(drop=True)
