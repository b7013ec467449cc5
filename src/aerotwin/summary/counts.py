"""Rows in every layer of every component."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LAYERS = ["bronze", "silver", "quarantine", "features", "inferences", "alerts"]
SHOWN = ["bronze", "silver", "quarantine", "duplicates", "features", "inferences", "alerts"]


def layer_counts(spark: SparkSession, slugs: Iterable[str]) -> pd.DataFrame:
    """One row per slug, columns SHOWN; missing tables count nothing (NaN). One query for all of them."""
    tables = {table.name for table in spark.catalog.listTables()}
    found = [(slug, layer) for slug in slugs for layer in LAYERS if f"{slug}_{layer}" in tables]
    queries = [
        f"SELECT '{slug}' AS slug, '{layer}' AS layer, count(*) AS n FROM {slug}_{layer}"
        for slug, layer in found
    ]
    rows = spark.sql(" UNION ALL ".join(queries)).toPandas()
    order = list(dict.fromkeys(slug for slug, _ in found))
    wide = rows.pivot(index="slug", columns="layer", values="n").reindex(index=order, columns=LAYERS)
    return with_duplicates(wide)


def with_duplicates(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` with a column of duplicates: landed rows that are neither in silver nor in quarantine."""
    wide = counts.astype(float)
    wide["duplicates"] = wide["bronze"] - wide["silver"] - wide["quarantine"]
    return wide[SHOWN]
