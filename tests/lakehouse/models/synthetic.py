"""A small lakehouse of one component whose features foretell failures, or do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pyspark.sql import SparkSession

from aerotwin.models.subject import Subject

START = pd.Timestamp("2024-01-01 12:00")
DAYS, AIRCRAFT, PERIOD = 240, 10, 60


def write(spark: SparkSession, subject: Subject, *, foretell: bool, seed: int = 0) -> None:
    """Features, silver, health and failures of AIRCRAFT aircraft, one flight a day, a failure every 60 days.

    With `foretell` two sensors drift, each only in the last 15 days before every other failure, so that no
    rule on one of them is as good as both; without it they are noise.
    """
    rng = np.random.default_rng(seed)
    first, second = subject.sensors[0], subject.sensors[1]
    rows, failures = [], []
    for number in range(AIRCRAFT):
        name = f"AT-{number:03d}"
        phase = int(rng.integers(0, PERIOD))
        for day in range(DAYS):
            age, count = (day + phase) % PERIOD, (day + phase) // PERIOD
            wear = max(0.0, (age - 40) / 15) * 6 if foretell else 0.0
            values = rng.normal(size=2) + np.array([wear * (count % 2), wear * (1 - count % 2)])
            rows.append((name, START + pd.Timedelta(days=day), day + 1, *values))
            if age == PERIOD - 1:
                failures.append((name, START + pd.Timedelta(days=day, hours=12)))
    columns = ["aircraft_id", "observed_at", "cycle", first.name, second.name]
    frame = pd.DataFrame(rows, columns=columns)
    frame["health_index"] = 50.0
    frame["source_file"] = f"{subject.slug}/readings.jsonl"
    for kind in ("features", "silver", "health"):
        save(spark, frame, subject.table(kind))
    events = pd.DataFrame(failures, columns=["aircraft_id", "occurred_at"]).assign(component=subject.slug)
    save(spark, events, "component_failures")
    save(spark, events.head(1), "maintenance_events")


def save(spark: SparkSession, frame: pd.DataFrame, table: str) -> None:
    spark.createDataFrame(frame).write.format("delta").mode("overwrite").saveAsTable(table)
