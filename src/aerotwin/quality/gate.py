"""The gate: silver and features must keep their suites, or the task fails and says which does not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyspark.sql import SparkSession

from aerotwin.conf import Component
from aerotwin.errors import AeroTwinError
from aerotwin.quality import suites
from aerotwin.quality.validate import Failure, validate


def check_component(spark: SparkSession, component: Component, docs: Path) -> list[Failure]:
    """Validate `<c>_silver` and `<c>_features`; the pages go to `docs`."""
    silver = spark.table(f"{component.slug}_silver").select(*suites.silver_columns(component)).toPandas()
    failures = validate(silver, suites.silver_suite(component), docs)
    features = (
        spark.table(f"{component.slug}_features").select(*suites.features_columns(component)).toPandas()
    )
    return [*failures, *validate(features, suites.features_suite(component, len(silver)), docs)]


def check_aircraft(spark: SparkSession, docs: Path) -> list[Failure]:
    """Validate `aircraft_features`; the page goes to `docs`."""
    frame = spark.table("aircraft_features").select(*suites.AIRCRAFT_COLUMNS).toPandas()
    return validate(frame, suites.aircraft_suite(), docs)


def gate(spark: SparkSession, components: Iterable[Component], docs: Path, aircraft: bool = False) -> int:
    """Validate everything, then raise AeroTwinError if anything fails; returns the number of suites kept."""
    failures: list[Failure] = []
    count = 0
    for component in components:
        failures += check_component(spark, component, docs)
        count += 2
    if aircraft:
        failures += check_aircraft(spark, docs)
        count += 1
    if failures:
        lines = "\n".join(f"  {failure}" for failure in failures)
        raise AeroTwinError(f"The data break {len(failures)} expectations (pages in {docs}):\n{lines}")
    return count
