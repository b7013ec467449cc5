"""The WorkspaceClient's catalogs, schemas, tables and volumes on Spark."""

from __future__ import annotations

from typing import Any, cast

import pytest
from databricks.sdk.errors import AlreadyExists, NotFound
from databricks.sdk.service.catalog import VolumeType
from pyspark.sql import SparkSession

from aerotwin.runtime.workspace.catalog import Catalogs, Schemas, Tables, Volumes


def test_from_catalog_to_volume_and_back(spark_session: SparkSession, catalog: str) -> None:
    spark = cast(Any, spark_session)
    catalogs, schemas, tables, volumes = Catalogs(spark), Schemas(spark), Tables(spark), Volumes(spark)
    name = f"{catalog}-sdk"
    catalogs.create(name, comment="it's made by the SDK")
    with pytest.raises(AlreadyExists):
        catalogs.create(name)
    assert name in {one.name for one in catalogs.list()}
    assert schemas.create("raw", name).full_name == f"{name}.raw"
    with pytest.raises(AlreadyExists):
        schemas.create("raw", name)
    assert [one.name for one in schemas.list(name)] == ["default", "information_schema", "raw"]
    spark.sql(f"CREATE TABLE `{name}`.raw.t (id BIGINT NOT NULL COMMENT 'key', v STRING)").collect()
    columns = tables.get(f"{name}.raw.t").columns or []
    assert [(one.name, one.type_text, one.comment) for one in columns] == [
        ("id", "bigint", "key"),
        ("v", "string", None),
    ]
    assert [one.full_name for one in tables.list(name, "raw")] == [f"{name}.raw.t"]
    volumes.create(name, "raw", "files", VolumeType.MANAGED)
    assert [tuple(row) for row in spark.sql(f"SHOW VOLUMES IN `{name}`.raw").collect()] == [("raw", "files")]
    tables.delete(f"{name}.raw.t")
    assert not tables.exists(f"{name}.raw.t").table_exists
    volumes.delete(f"{name}.raw.files")
    schemas.delete(f"{name}.raw")
    catalogs.delete(name)
    with pytest.raises(NotFound):
        catalogs.get(name)
