from pyspark import pipelines as dp


@dp.table
@dp.expect_or_drop("somewhere", "trip_distance > 1")
def long_trips():
    return spark.read.table("samples.nyctaxi.trips")
