"""The balance of a component's rows: landed = silver + quarantine + duplicates."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from aerotwin.conf import Component
from aerotwin.errors import AeroTwinError
from aerotwin.quality.rules import passes, rules


@dataclass(frozen=True)
class Counts:
    """Rows of one component's tables; duplicates are counted in bronze, not by subtraction."""

    component: str
    landed: int
    silver: int
    quarantine: int
    duplicates: int

    @property
    def balanced(self) -> bool:
        """Whether no row is lost or made."""
        return self.landed == self.silver + self.quarantine + self.duplicates


def reconcile(spark: SparkSession, component: Component) -> Counts:
    """Count one component's rows in one query."""
    return reconcile_all(spark, [component])[0]


def reconcile_all(spark: SparkSession, components: list[Component]) -> list[Counts]:
    """Count the rows of several components in one query; duplicates are valid rows less their keys."""
    rows = _counts(spark, components[0])
    for component in components[1:]:
        rows = rows.union(_counts(spark, component))
    return [Counts(**row.asDict()) for row in sorted(rows.collect(), key=lambda row: str(row.component))]


def check(counts: list[Counts]) -> None:
    """Raise AeroTwinError naming the components whose rows do not balance."""
    wrong = [count for count in counts if not count.balanced]
    if wrong:
        lines = "\n".join(f"  {count}" for count in wrong)
        raise AeroTwinError(f"landed rows are not silver + quarantine + duplicates:\n{lines}")


def _counts(spark: SparkSession, component: Component) -> DataFrame:
    slug = component.slug
    valid = F.expr(passes(rules(component)))
    keys = F.when(valid, F.struct("aircraft_id", "cycle"))
    bronze = spark.table(f"{slug}_bronze").agg(
        F.count("*").alias("landed"), (F.count_if(valid) - F.count_distinct(keys)).alias("duplicates")
    )
    silver = spark.table(f"{slug}_silver").agg(F.count("*").alias("silver"))
    quarantine = spark.table(f"{slug}_quarantine").agg(F.count("*").alias("quarantine"))
    joined = bronze.crossJoin(silver).crossJoin(quarantine)
    return joined.select(F.lit(slug).alias("component"), "landed", "silver", "quarantine", "duplicates")
