"""Silver: readings that keep every rule, once per flight; quarantine: the others, with the rules they break."""

from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from aerotwin.features import columns
from aerotwin.features.pipeline import pipeline
from aerotwin.quality.rules import EVENT_RULES, failed_rules, passes, rules

spark = SparkSession.active()
settings = pipeline(spark)
prefix = settings.prefix


def once(rows: DataFrame, key: list[str], names: list[str]) -> DataFrame:
    """One row a key: the first that was read, whatever order the rows come in."""
    others = [F.col(name) for name in names if name not in [*key, "ingested_at", "source_file"]]
    order = Window.partitionBy(*key).orderBy("ingested_at", "source_file", F.xxhash64(*others))
    return rows.select(*names, F.row_number().over(order).alias("nth")).where("nth = 1").select(*names)


def define_quarantine(table: str, bronze: str, conditions: dict[str, str]) -> None:
    @dp.table(name=table, comment=f"Rows of {bronze} that break a quality rule, with the rules' names")
    def quarantine() -> DataFrame:
        failing = spark.readStream.table(bronze).where(f"NOT ({passes(conditions)})")
        return failing.select("*", F.expr(failed_rules(conditions)).alias("failed_rules"))


def define_silver(slug: str, conditions: dict[str, str], names: list[str]) -> None:
    @dp.materialized_view(name=f"{slug}_silver", comment=f"Readings of {slug} that keep every rule, one a flight")
    def silver() -> DataFrame:
        good = spark.read.table(f"{slug}_bronze").where(passes(conditions))
        return once(good, ["aircraft_id", "cycle"], names)


def define_events(table: str, event: str, names: list[str]) -> None:
    @dp.materialized_view(name=f"{prefix}{table}", comment=f"One row for each {event} of a component")
    def events() -> DataFrame:
        good = spark.read.table(f"{prefix}events_bronze").where(passes(EVENT_RULES)).where(f"event = '{event}'")
        return once(good, ["event_id"], [*names, "source_file", "ingested_at"]).select(*names)


for slug, component in settings.components.items():
    define_quarantine(f"{slug}_quarantine", f"{slug}_bronze", rules(component))
    define_silver(slug, rules(component), [column.name for column in columns.silver(component)])
define_quarantine(f"{prefix}events_quarantine", f"{prefix}events_bronze", EVENT_RULES)
define_events("maintenance_events", "maintenance", [column.name for column in columns.MAINTENANCE])
define_events("component_failures", "failure", [column.name for column in columns.FAILURES])


@dp.materialized_view(name=f"{prefix}aircraft", comment="The fleet: one row an aircraft")
def aircraft() -> DataFrame:
    schema = ", ".join(f"`{column.name}` {column.type}" for column in columns.AIRCRAFT)
    files = spark.read.schema(schema).option("pathGlobFilter", "*.jsonl")
    rows = files.json(f"{settings.landing}/{prefix}aircraft").where("aircraft_id IS NOT NULL")
    others = [F.min(column.name).alias(column.name) for column in columns.AIRCRAFT[1:]]
    return rows.groupBy("aircraft_id").agg(*others)
