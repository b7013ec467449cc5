"""A Spark session attached to a lakehouse's server, or to the one that SPARK_REMOTE names."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home, find_bundle_root
from aerotwin.runtime.spark import server
from aerotwin.runtime.spark.address import address, be_impatient
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL_CATALOG = "spark_catalog"
BUNDLE = "spark.sql.aerotwin.bundle"
_attached: dict[str, SparkSession] = {}


def connect(home: Home, catalog: str | None = None, schema: str | None = None) -> SparkSession:
    """The session of this process whose current catalog and schema are the given ones.

    Joins SPARK_REMOTE if that is set, else this home's server, starting it if need be; attaches anew if that
    was restarted. A schema is made if missing, and so is a catalog on this home's server.
    """
    if os.environ.get("SPARK_REMOTE"):
        spark = attach(address(os.environ))
    else:
        spark = attach(address({**os.environ, **server.start(home).environment()}))
    if is_local(spark):
        with contextlib.suppress(AeroTwinError):
            # Where the files lie that are deployed with the bundle, for paths below /Workspace.
            spark.conf.set(BUNDLE, str(find_bundle_root()))
    use(spark, catalog, schema)
    return spark


def attach(url: str) -> SparkSession:
    """The process's session at a connection string; one at another server is given up."""
    known = _attached.get(url)
    if known is not None and not known.is_stopped:  # type: ignore[attr-defined]
        return known
    from pyspark.sql import SparkSession

    for stale in _attached.values():
        stale.stop()
    _attached.clear()
    spark = SparkSession.builder.remote(url).getOrCreate()
    be_impatient(spark.client, url)
    _attached[url] = spark
    return spark


def use(spark: SparkSession, catalog: str | None, schema: str | None) -> None:
    """Make catalog and schema the current ones, creating what is missing of them.

    A catalog is made on a server of this machine only.
    """
    if catalog and catalog != spark.catalog.currentCatalog():
        if catalog != LOCAL_CATALOG and is_local(spark):
            spark.sql(f"CREATE CATALOG IF NOT EXISTS {quoted(catalog)}").collect()
        spark.catalog.setCurrentCatalog(catalog)
    if schema:
        # Of a name without a catalog Spark would also find the schema in its own catalog.
        if not spark.catalog.databaseExists(f"{quoted(spark.catalog.currentCatalog())}.{quoted(schema)}"):
            spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}").collect()
        spark.catalog.setCurrentDatabase(schema)


def is_local(spark: SparkSession) -> bool:
    """Whether the session is one of a server of this machine."""
    return bool(spark.client.host == "localhost")
