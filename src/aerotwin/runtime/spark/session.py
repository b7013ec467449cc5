"""A Spark session attached to a lakehouse's server, or to the one that SPARK_REMOTE names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark import server

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL_CATALOG = "spark_catalog"


def connect(home: Home, catalog: str | None = None, schema: str | None = None) -> SparkSession:
    """A session whose current catalog and schema are the given ones; the schema is made if missing.

    Joins SPARK_REMOTE if that is set, else this home's server, starting it if need be. A catalog that the
    session does not know is the local one.
    """
    if not os.environ.get("SPARK_REMOTE"):
        os.environ.update(server.start(home).environment())
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(os.environ["SPARK_REMOTE"]).getOrCreate()
    use(spark, catalog, schema)
    return spark


def use(spark: SparkSession, catalog: str | None, schema: str | None) -> None:
    """Make catalog and schema the current ones, creating the schema if missing."""
    if catalog and catalog != LOCAL_CATALOG:
        known = {row.name for row in spark.catalog.listCatalogs()}
        spark.catalog.setCurrentCatalog(catalog if catalog in known else LOCAL_CATALOG)
    if schema:
        if not spark.catalog.databaseExists(schema):
            quoted = "`" + schema.replace("`", "``") + "`"
            spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted}").collect()
        spark.catalog.setCurrentDatabase(schema)
