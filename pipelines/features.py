"""Features: what is known of each component after each flight, from the past alone."""

import pyarrow as pa
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from aerotwin.conf import Component
from aerotwin.datamodel import keys
from aerotwin.features import columns
from aerotwin.features.history import by_aircraft, component_rows
from aerotwin.features.pipeline import pipeline
from aerotwin.models.delta import retention_properties

spark = SparkSession.active()
settings = pipeline(spark)


def rolled(component: Component):
    """A vectorised function from an aircraft's history to its feature rows."""
    made = columns.computed(component)

    @F.arrow_udf(columns.struct_array(made))
    def roll(history: pa.Array) -> pa.Array:
        return by_aircraft(history, made, lambda table: component_rows(table, component))

    return roll


def define(component: Component) -> None:
    roll = rolled(component)
    slug, names = component.slug, [c.name for c in columns.landed(component) if c.name != "aircraft_id"]

    comment, schema = f"Features of {slug} after each flight", columns.ddl(columns.features(component))

    properties = {**retention_properties(), **keys.features(slug)}

    @dp.materialized_view(
        name=f"{slug}_features", comment=comment, schema=schema, table_properties=properties
    )
    def features() -> DataFrame:
        readings = spark.read.table(f"{slug}_silver").select("aircraft_id", *names, "source_file")
        events = spark.read.table(f"{settings.prefix}maintenance_events").where(f"component = '{slug}'")
        nothing = [F.lit(None) if n != "observed_at" else F.col("occurred_at") for n in names]
        all_rows = readings.union(events.select("aircraft_id", *nothing, F.lit(None)))
        history = F.collect_list(F.struct(*names, "source_file")).alias("history")
        made = (
            all_rows.groupBy("aircraft_id").agg(history).select("aircraft_id", roll("history").alias("made"))
        )
        return made.select("aircraft_id", F.inline("made"))


for component in settings.components.values():
    define(component)
