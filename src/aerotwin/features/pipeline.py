"""What the dataset functions need to know of the pipeline they run in."""

from __future__ import annotations

import os
from dataclasses import dataclass

from pyspark.sql import SparkSession

from aerotwin.conf import Component, load_components
from aerotwin.errors import AeroTwinError


@dataclass(frozen=True)
class Pipeline:
    """The pipeline's configuration keys `aerotwin.*`."""

    components: dict[str, Component]
    landing: str
    prefix: str
    aircraft: bool


def pipeline(spark: SparkSession) -> Pipeline:
    """Read the configuration keys; raises AeroTwinError for a missing one or an unknown component."""
    if conf_path := spark.conf.get("aerotwin.conf_path", ""):
        os.environ["AEROTWIN_CONF"] = conf_path
    slugs = [slug.strip() for slug in _required(spark, "aerotwin.components").split(",") if slug.strip()]
    return Pipeline(
        components=load_components(slugs),
        landing=_required(spark, "aerotwin.landing_path").rstrip("/"),
        prefix=spark.conf.get("aerotwin.prefix", "") or "",
        aircraft=spark.conf.get("aerotwin.aircraft", "false") == "true",
    )


def _required(spark: SparkSession, key: str) -> str:
    value = spark.conf.get(key, "")
    if not value:
        raise AeroTwinError(f"The pipeline's configuration lacks '{key}': set it in jobs/*.pipeline.yml.")
    return value
