"""The gate: silver and features must keep their suites, or the task fails and says which does not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyspark.sql import SparkSession

from aerotwin import notebook
from aerotwin.conf import Component
from aerotwin.errors import AeroTwinError
from aerotwin.quality import results, suites
from aerotwin.quality.validate import Check, checks


def check_component(spark: SparkSession, component: Component, docs: Path) -> list[Check]:
    """Validate `<c>_silver` and `<c>_features`; the pages go to `docs`."""
    silver = spark.table(f"{component.slug}_silver").select(*suites.silver_columns(component)).toPandas()
    silver_checks = checks(silver, suites.silver_suite(component), docs)
    features = (
        spark.table(f"{component.slug}_features").select(*suites.features_columns(component)).toPandas()
    )
    return [*silver_checks, *checks(features, suites.features_suite(component, len(silver)), docs)]


def check_aircraft(spark: SparkSession, docs: Path) -> list[Check]:
    """Validate `aircraft_features`; the page goes to `docs`."""
    frame = spark.table("aircraft_features").select(*suites.AIRCRAFT_COLUMNS).toPandas()
    return checks(frame, suites.aircraft_suite(), docs)


def gate(spark: SparkSession, components: Iterable[Component], docs: Path, aircraft: bool = False) -> int:
    """Validate everything, then raise AeroTwinError if anything fails; returns the number of suites kept.

    What each check found stays in the table `quality_results`, also of a gate that fails.
    """
    found: list[Check] = []
    count = 0
    for component in components:
        found += check_component(spark, component, docs)
        count += 2
    if aircraft:
        found += check_aircraft(spark, docs)
        count += 1
    results.write(spark, found, notebook.context()["run_id"])
    failures = [check for check in found if not check.passed]
    if failures:
        lines = "\n".join(f"  {failure}" for failure in failures)
        raise AeroTwinError(f"The data break {len(failures)} expectations (pages in {docs}):\n{lines}")
    return count
