"""Rows in every layer of every component."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LAYERS = ["bronze", "silver", "quarantine", "features", "inferences", "alerts"]
SHOWN = ["bronze", "silver", "quarantine", "duplicates", "features", "inferences", "alerts"]


def layer_counts(spark: SparkSession, slugs: Iterable[str]) -> pd.DataFrame:
    """One row per slug, columns SHOWN; a missing table counts nothing (NaN).

    Delta answers a plain count from its log, but not a union of counts: so one query per table, four at once.
    """
    tables = {table.name for table in spark.catalog.listTables()}
    found = [(slug, layer) for slug in slugs for layer in LAYERS if f"{slug}_{layer}" in tables]
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda key: spark.table("_".join(key)).count(), found))
    index = pd.MultiIndex.from_tuples(found, names=["slug", "layer"])
    order = list(dict.fromkeys(slug for slug, _ in found))
    return with_duplicates(pd.Series(rows, index=index).unstack().reindex(index=order, columns=LAYERS))


def with_duplicates(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` with a column of duplicates: landed rows that are neither in silver nor in quarantine."""
    wide = counts.astype(float)
    wide["duplicates"] = wide["bronze"] - wide["silver"] - wide["quarantine"]
    return wide[SHOWN]
