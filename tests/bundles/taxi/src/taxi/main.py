import argparse

from databricks.sdk.runtime import spark

from taxi import trips


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--schema", required=True)
    arguments = parser.parse_args()
    spark.sql(f"USE CATALOG {arguments.catalog}")
    spark.sql(f"USE SCHEMA {arguments.schema}")
    trips.longest().limit(3).write.mode("overwrite").saveAsTable("longest")
    print(spark.table("zones").count(), "zones")
