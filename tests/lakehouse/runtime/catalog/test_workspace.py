"""The WorkspaceClient's catalogs, schemas, tables and volumes on Spark."""

from __future__ import annotations

from typing import Any, cast

import pytest
from databricks.sdk.errors import AlreadyExists, NotFound
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.sql import StatementParameterListItem, StatementState
from pyspark.sql import SparkSession

from aerotwin.runtime.workspace.catalog import Catalogs, Schemas, Tables, Volumes
from aerotwin.runtime.workspace.statements import StatementExecution


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


def test_statements_are_spark_s(spark_session: SparkSession, catalog: str) -> None:
    execution = StatementExecution(cast(Any, spark_session))
    given = [StatementParameterListItem(name="text", value="it's")]
    done = execution.execute_statement(
        "SELECT 1L AS id, :text AS v, array(1, 2) AS a, NULL AS n", "w", parameters=given
    )
    assert done.status and done.status.state is StatementState.SUCCEEDED
    assert done.result and done.result.data_array == [["1", "it's", "[1, 2]", None]]
    columns = done.manifest and done.manifest.schema and done.manifest.schema.columns or []
    assert [(one.name, one.type_name and one.type_name.value) for one in columns] == [
        ("id", "LONG"),
        ("v", "STRING"),
        ("a", "ARRAY"),
        ("n", "NULL"),
    ]
    before = (spark_session.catalog.currentCatalog(), spark_session.catalog.currentDatabase())
    inside = execution.execute_statement("SELECT current_schema()", "w", catalog=catalog, schema="s")
    assert inside.result and inside.result.data_array == [["s"]]
    spark_session.catalog.setCurrentCatalog(before[0])
    spark_session.catalog.setCurrentDatabase(before[1])
    failed = execution.execute_statement("SELECT * FROM nowhere_at_all", "w")
    assert failed.status and failed.status.state is StatementState.FAILED
    assert failed.status.error and "TABLE_OR_VIEW_NOT_FOUND" in str(failed.status.error.message)
