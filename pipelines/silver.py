"""Silver: readings that keep every rule, once per flight; quarantine: the others, with what they break."""

from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from aerotwin.datamodel import keys
from aerotwin.features import columns
from aerotwin.features.columns import Column
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


def define_quarantine(table: str, bronze: str, conditions: dict[str, str], fields: list[Column]) -> None:
    comment = f"Rows of {bronze} that break a quality rule, with the rules' names"

    @dp.table(name=table, comment=comment, schema=columns.ddl(fields))
    def quarantine() -> DataFrame:
        failing = spark.readStream.table(bronze).where(f"NOT ({passes(conditions)})")
        return failing.select("*", F.expr(failed_rules(conditions)).alias("failed_rules"))


def define_silver(slug: str, conditions: dict[str, str], fields: list[Column]) -> None:
    names, comment = (
        [field.name for field in fields],
        f"Readings of {slug} that keep every rule, one a flight",
    )

    @dp.materialized_view(
        name=f"{slug}_silver",
        comment=comment,
        schema=columns.ddl(fields),
        table_properties=keys.silver(prefix),
    )
    def silver() -> DataFrame:
        good = spark.read.table(f"{slug}_bronze").where(passes(conditions))
        return once(good, ["aircraft_id", "cycle"], names)


def define_events(table: str, event: str, fields: list[Column]) -> None:
    names, comment = [field.name for field in fields], f"One row for each {event} of a component"

    @dp.materialized_view(
        name=f"{prefix}{table}",
        comment=comment,
        schema=columns.ddl(fields),
        table_properties=keys.events(prefix),
    )
    def events() -> DataFrame:
        good = (
            spark.read.table(f"{prefix}events_bronze").where(passes(EVENT_RULES)).where(f"event = '{event}'")
        )
        return once(good, ["event_id"], [*names, "source_file", "ingested_at"]).select(*names)


for slug, component in settings.components.items():
    define_quarantine(f"{slug}_quarantine", f"{slug}_bronze", rules(component), columns.quarantine(component))
    define_silver(slug, rules(component), columns.silver(component))
define_quarantine(
    f"{prefix}events_quarantine", f"{prefix}events_bronze", EVENT_RULES, columns.EVENTS_QUARANTINE
)
define_events("maintenance_events", "maintenance", columns.MAINTENANCE)
define_events("component_failures", "failure", columns.FAILURES)


@dp.materialized_view(
    name=f"{prefix}aircraft",
    comment="The fleet: one row an aircraft",
    schema=columns.ddl(columns.AIRCRAFT),
    table_properties=keys.aircraft(),
)
def aircraft() -> DataFrame:
    schema = ", ".join(f"`{column.name}` {column.type}" for column in columns.AIRCRAFT)
    files = spark.read.schema(schema).option("pathGlobFilter", "*.jsonl")
    rows = files.json(f"{settings.landing}/{prefix}aircraft").where("aircraft_id IS NOT NULL")
    others = [F.min(column.name).alias(column.name) for column in columns.AIRCRAFT[1:]]
    return rows.groupBy("aircraft_id").agg(*others)
