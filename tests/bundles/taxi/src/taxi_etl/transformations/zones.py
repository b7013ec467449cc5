from pyspark import pipelines as dp
from pyspark.sql.functions import col, sum


@dp.table
def zones():
    return spark.read.table("long_trips").groupBy(col("pickup_zip")).agg(sum("fare_amount").alias("fares"))
