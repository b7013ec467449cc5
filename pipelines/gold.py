"""Gold: the latest state of each component, and the whole aircraft as the sum of its components."""

import pyarrow as pa
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from aerotwin.datamodel import keys
from aerotwin.features import columns
from aerotwin.features.health import status_sql
from aerotwin.features.history import aircraft_rows, by_aircraft
from aerotwin.features.pipeline import pipeline
from aerotwin.models.delta import retention_properties

spark = SparkSession.active()
settings = pipeline(spark)
slugs = list(settings.components)
KEY = ["observed_at", "cycle"]


def define_health(slug: str, index: str, worst: str) -> None:
    comment, schema = f"Latest health of {slug} on each aircraft", columns.ddl(columns.HEALTH)

    @dp.materialized_view(
        name=f"{slug}_health", comment=comment, schema=schema, table_properties=keys.health(slug)
    )
    def health() -> DataFrame:
        state = F.struct(*KEY, F.col(index).alias("health_index"), F.col(worst).alias("worst_sensor"))
        latest = spark.read.table(f"{slug}_features").groupBy("aircraft_id")
        rows = latest.agg(F.max_by(state, F.struct(*KEY)).alias("s")).select("aircraft_id", "s.*")
        status = F.expr(status_sql("health_index")).alias("status")
        return rows.select("aircraft_id", *KEY, "health_index", status, "worst_sensor")


@F.arrow_udf(columns.struct_array(columns.summed_up(slugs)))
def sum_up(history: pa.Array) -> pa.Array:
    return by_aircraft(history, columns.summed_up(slugs), lambda table: aircraft_rows(table, slugs))


def rows_of(component: str) -> DataFrame:
    """What a component says of each flight, in the shape that all of them share."""
    short = min(settings.components[component].features.windows_days)
    anomalies = F.col(f"anomalies_{short}d").alias("anomalies")
    name = F.lit(component).alias("component")
    return spark.read.table(f"{component}_features").select(
        "aircraft_id", name, *KEY, "health_index", anomalies
    )


def moments(table: str, kind: str, at: str) -> DataFrame:
    """Times of maintenance or of entry into service, in that same shape."""
    nothing = F.lit(None)
    when = F.col(at).cast("timestamp")
    rows = spark.read.table(f"{settings.prefix}{table}")
    return rows.select("aircraft_id", F.lit(kind), when, nothing, nothing, nothing)


def aircraft_features() -> DataFrame:
    everything = rows_of(slugs[0])
    for slug in slugs[1:]:
        everything = everything.union(rows_of(slug))
    everything = everything.union(moments("maintenance_events", "#maintenance", "occurred_at"))
    everything = everything.union(moments("aircraft", "#aircraft", "entered_service"))
    history = F.collect_list(F.struct("component", *KEY, "health_index", "anomalies")).alias("history")
    made = everything.groupBy("aircraft_id").agg(history)
    return made.select("aircraft_id", sum_up("history").alias("made")).select("aircraft_id", F.inline("made"))


for slug in slugs:
    define_health(slug, "health_index", "worst_sensor")
if settings.aircraft:
    schema = columns.ddl([columns.AIRCRAFT_ID, *columns.summed_up(slugs)])
    comment = "The whole aircraft after each flight"
    keep = {**retention_properties(), **keys.features("aircraft", settings.prefix)}
    dp.materialized_view(name="aircraft_features", comment=comment, schema=schema, table_properties=keep)(
        aircraft_features
    )
    define_health("aircraft", "worst_health_index", "worst_component")
