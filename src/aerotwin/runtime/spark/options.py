"""The Spark server's settings: why each is not Spark's default."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from aerotwin.runtime.home import Home

# Schemes of the clouds' storage that Databricks reads.
CLOUD = ("s3", "s3a", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "adl", "r2")


def spark_properties(home: Home) -> dict[str, str]:
    """The server's properties for a lakehouse of many small Delta tables on a few cores."""
    metastore = f"jdbc:derby:;databaseName={home.metastore};create=true"
    return {
        "spark.master": "local[*]",
        "spark.app.name": "aerotwin",
        # Only this machine can reach it, at a port that nobody can guess from the outside.
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": "0",
        "spark.ui.enabled": "false",
        # Delta, and a catalog that survives a restart.
        # The second stands before the first: what of Databricks SQL Delta does not know is done by it.
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension,aerotwin.catalog.Extension",
        "spark.sql.catalog.spark_catalog": "aerotwin.catalog.SparkCatalog",
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.warehouse.dir": home.warehouse.as_uri(),
        "spark.sql.sources.default": "delta",
        "spark.hadoop.javax.jdo.option.ConnectionURL": metastore,
        "spark.hadoop.datanucleus.schema.autoCreateTables": "true",
        "spark.hadoop.hive.metastore.schema.verification": "false",
        **workspace_files(home),
        **cloud_files(),
        # Errors and plans tell the names that people use.
        "spark.connect.grpc.interceptor.classes": "aerotwin.catalog.ReadableErrors",
        # Names of table properties that only Databricks knows do no harm.
        "spark.databricks.delta.allowArbitraryProperties.enabled": "true",
        # VACUUM lists a few folders; a job of hundreds of tasks for each takes half a minute.
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "4",
        # Results must not depend on where the machine stands, and mistakes must not become NULL.
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        # A table here is megabytes, not terabytes: few tasks, local joins, small logs read in one piece.
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.sql.autoBroadcastJoinThreshold": "64m",
        "spark.databricks.delta.snapshotPartitions": "1",
        # Measurements hardly repeat: a dictionary gives up on them sooner and stays for names.
        "spark.hadoop.parquet.dictionary.page.size": "65536",
        # df.checkpoint() needs a place.
        "spark.checkpoint.dir": (home.path / "tmp" / "checkpoints").as_uri(),
        "spark.scheduler.mode": "FAIR",
        "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
        # Sessions of finished tasks are dropped soon, so that their memory is.
        "spark.connect.session.manager.defaultSessionTimeout": "30m",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # In Spark 4.2.0 it sends a Python function's arguments in another form than the worker reads: both
        # wait for each other, and the task never ends.
        "spark.sql.execution.arrow.pythonUDF.columnarInput.enabled": "false",
    }


def workspace_files(home: Home) -> dict[str, str]:
    """Have Spark find `/Volumes`, `/Workspace`, `/dbfs` and `dbfs:/` in the home."""
    package = "aerotwin.catalog.files"
    return {
        "spark.hadoop.aerotwin.home": str(home.path),
        "spark.hadoop.fs.file.impl": f"{package}.LocalFiles",
        "spark.hadoop.fs.AbstractFileSystem.file.impl": f"{package}.LocalContext",
        "spark.hadoop.fs.dbfs.impl": f"{package}.Dbfs",
        "spark.hadoop.fs.AbstractFileSystem.dbfs.impl": f"{package}.DbfsContext",
        "spark.delta.logStore.dbfs.impl": "io.delta.storage.LocalLogStore",
    }


def cloud_files() -> dict[str, str]:
    """Have Spark refuse the storage of clouds by its address rather than for a class that it lacks."""
    package = "aerotwin.catalog.files"
    return {
        key: value
        for scheme in CLOUD
        for key, value in (
            (f"spark.hadoop.fs.{scheme}.impl", f"{package}.CloudFiles"),
            (f"spark.hadoop.fs.AbstractFileSystem.{scheme}.impl", f"{package}.CloudContext"),
        )
    }


def java_options(home: Home, heap: str) -> list[str]:
    """The JVM's flags. `heap` is the largest heap, such as `3g`.

    AEROTWIN_SPARK_JAVA_OPTIONS adds to them; of two that contradict each other the last one counts.
    """
    return [
        f"-Xmx{heap}",
        # Two cores: the collector with the least work beside the program's.
        "-XX:+UseParallelGC",
        # A short job on few cores spends more on optimizing Spark's code than the optimized code saves.
        # For hours on large data put -XX:TieredStopAtLevel=4 into AEROTWIN_SPARK_JAVA_OPTIONS.
        "-XX:TieredStopAtLevel=1",
        # That level's default, 48 MB, is full after a hundred queries, and then queries fail.
        "-XX:ReservedCodeCacheSize=400m",
        "-XX:-UsePerfData",
        "-Xshare:auto",
        f"-Djava.io.tmpdir={home.path / 'tmp'}",
        f"-Dderby.stream.error.file={home.path / 'derby.log'}",
        *shlex.split(os.environ.get("AEROTWIN_SPARK_JAVA_OPTIONS", "")),
    ]


def write_log_settings(path: Path) -> None:
    """Write a log4j2 file: warnings, and the line that tells the server's address."""
    path.write_text(
        "rootLogger.level = warn\n"
        "rootLogger.appenderRef.console.ref = console\n"
        "appender.console.type = Console\n"
        "appender.console.name = console\n"
        "appender.console.target = SYSTEM_OUT\n"
        "appender.console.layout.type = PatternLayout\n"
        "appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n%ex\n"
        "logger.server.name = org.apache.spark.sql.connect.service.SparkConnectServer\n"
        "logger.server.level = info\n"
        # Hive's metastore client warns of what Delta does on purpose.
        "logger.hive.name = org.apache.hadoop.hive\n"
        "logger.hive.level = off\n"
        "logger.catalog.name = org.apache.spark.sql.hive\n"
        "logger.catalog.level = error\n"
    )


def write_properties(path: Path, properties: dict[str, str]) -> None:
    """Write a Spark properties file."""
    path.write_text("".join(f"{key} {value}\n" for key, value in properties.items()))
