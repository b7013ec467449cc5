"""Labelled, split and looked-up rows for one subject, from the feature store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aerotwin.errors import AeroTwinError
from aerotwin.features.labels import label
from aerotwin.features.store import FeatureLookup, FeatureStore
from aerotwin.models import delta
from aerotwin.models.split import Parts, split, thin, whole_aircraft
from aerotwin.models.subject import Subject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MAX_TRAIN_ROWS = 10_000
MAX_VALIDATION_ROWS = 10_000
KEYS = ["aircraft_id", "observed_at", "cycle"]


@dataclass(frozen=True)
class TrainingData:
    """Rows with keys, features and label, the masks over them, and where they came from."""

    frame: pd.DataFrame
    parts: Parts
    failures: pd.DataFrame
    table: str
    version: int


def load(spark: SparkSession, subject: Subject) -> TrainingData:
    """Label every reading by the failure events, split, and look up the features of the chosen rows only.

    Raises AeroTwinError when the feature table is empty.
    """
    table = subject.table("features")
    version = delta.version(spark, table)
    keys = spark.table(table).select(*KEYS).toPandas()
    keys = keys.sort_values(["aircraft_id", "observed_at"], ignore_index=True)
    if keys.empty:
        raise AeroTwinError(
            f"{table} is empty: run `aerotwin bundle run aerotwin --only refine_readings` first"
        )
    failures = load_failures(spark, subject)
    end = max([keys["observed_at"].max(), *failures["occurred_at"]])
    keys["label"] = pd.Series(label(keys, failures, subject.horizon_days, end)).to_numpy()
    parts = split(keys, subject.model.split, subject.horizon_days)
    train = thin(keys, parts.train, MAX_TRAIN_ROWS)
    validation = whole_aircraft(keys, parts.validation, MAX_VALIDATION_ROWS)
    masks = {"train": train, "test": parts.test, "timeline": parts.timeline, "validation": validation}
    wanted = keys.assign(**masks)[np.logical_or.reduce(list(masks.values()))].copy()
    wanted["label"] = wanted["label"].astype(int)
    lookup = FeatureLookup(table_name=table, lookup_key="aircraft_id", timestamp_lookup_key="observed_at")
    chosen = spark.createDataFrame(wanted.drop(columns="cycle"))
    found = FeatureStore(spark).create_training_set(
        df=chosen, feature_lookups=[lookup], label="label", exclude_columns=["cycle"]
    )
    frame = found.load_df().toPandas().sort_values(["aircraft_id", "observed_at"], ignore_index=True)
    chosen_parts = Parts(**{part: frame.pop(part).to_numpy(dtype=bool) for part in masks})
    return TrainingData(frame=frame, parts=chosen_parts, failures=failures, table=table, version=version)


def load_failures(spark: SparkSession, subject: Subject) -> pd.DataFrame:
    """Failure events of the subject's components: aircraft_id, occurred_at."""
    events = spark.table(subject.failures_table)
    mine = events.where(events.component.isin(list(subject.components)))
    return mine.select("aircraft_id", "occurred_at").toPandas()
