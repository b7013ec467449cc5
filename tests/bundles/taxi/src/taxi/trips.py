from databricks.sdk.runtime import spark
from pyspark.sql import DataFrame


def longest() -> DataFrame:
    return spark.read.table("samples.nyctaxi.trips").orderBy("trip_distance", ascending=False)
