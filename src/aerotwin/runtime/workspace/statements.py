"""`w.statement_execution` and `w.warehouses`: Spark is the one warehouse there is."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from databricks.sdk.errors import NotFound
from databricks.sdk.service import sql as sdk
from databricks.sdk.service._internal import Wait

from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.statements import bind, quoted
from aerotwin.runtime.workspace.service import Local

WAREHOUSE = "local"
# How Spark's names of types differ from the API's.
TYPES = {
    "BIGINT": "LONG",
    "TINYINT": "BYTE",
    "SMALLINT": "SHORT",
    "TIMESTAMP_NTZ": "TIMESTAMP",
    "VOID": "NULL",
}


class StatementExecution(Local):
    """Statements end before the answer is given, so none has to be asked for again."""

    def __init__(self, spark: LazySpark) -> None:
        self._spark = spark
        self._done: dict[str, sdk.StatementResponse] = {}

    def execute_statement(
        self,
        statement: str,
        warehouse_id: str = WAREHOUSE,  # noqa: ARG002 there is one only
        *,
        catalog: str | None = None,
        schema: str | None = None,
        parameters: Sequence[sdk.StatementParameterListItem] | None = None,
        row_limit: int | None = None,
        **_: object,
    ) -> sdk.StatementResponse:
        """Run a statement; its rows as texts, as the API has them. An error of SQL is in the status."""
        from pyspark.errors import PySparkException

        made = sdk.StatementResponse(statement_id=str(uuid.uuid4()))
        try:
            if catalog:
                self._spark.sql(f"USE CATALOG {quoted(catalog)}").collect()
            if schema:
                self._spark.sql(f"USE SCHEMA {quoted(schema)}").collect()
            values = {one.name: str(one.value) for one in parameters or [] if one.value is not None}
            frame = self._spark.sql(bind(statement, values))
            rows = (frame.limit(row_limit) if row_limit else frame).collect()
        except PySparkException as error:
            failed = sdk.ServiceError(sdk.ServiceErrorCode.BAD_REQUEST, str(error).splitlines()[0])
            made.status = sdk.StatementStatus(state=sdk.StatementState.FAILED, error=failed)
        else:
            made.status = sdk.StatementStatus(state=sdk.StatementState.SUCCEEDED)
            columns = [
                sdk.ColumnInfo(name=one.name, position=place, type_text=one.dataType.simpleString().upper(),
                               type_name=_type_name(one.dataType.simpleString()))
                for place, one in enumerate(frame.schema.fields)
            ]  # fmt: skip
            shape = sdk.ResultSchema(column_count=len(columns), columns=columns)
            made.manifest = sdk.ResultManifest(schema=shape, total_row_count=len(rows), truncated=False)
            texts = [[_text(value) for value in row] for row in rows]
            made.result = sdk.ResultData(data_array=texts, row_count=len(rows), row_offset=0)
        self._done[str(made.statement_id)] = made
        return made

    def get_statement(self, statement_id: str) -> sdk.StatementResponse:
        """A statement of this client. Raises NotFound."""
        if statement_id not in self._done:
            raise NotFound(f"The statement {statement_id} was not found.")
        return self._done[statement_id]


def _type_name(text: str) -> sdk.ColumnInfoTypeName | None:
    name = text.upper().split("(")[0].split("<")[0]
    known = sdk.ColumnInfoTypeName.__members__
    return known.get(TYPES.get(name, name))


def _text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict):
        return json.dumps(value, default=str)
    return str(value)


class Warehouses(Local):
    """`w.warehouses`."""

    def list(self, **_: object) -> Iterator[sdk.EndpointInfo]:
        """The one there is."""
        return iter([sdk.EndpointInfo(id=WAREHOUSE, name=WAREHOUSE, state=sdk.State.RUNNING)])

    def get(self, id: str) -> sdk.GetWarehouseResponse:
        """It, by whatever id."""
        return sdk.GetWarehouseResponse(id=id, name=WAREHOUSE, state=sdk.State.RUNNING)

    def start(self, id: str) -> Wait[sdk.GetWarehouseResponse]:
        """Nothing: it runs."""
        return Wait(lambda **_: self.get(id))

    def start_and_wait(self, id: str, **_: object) -> sdk.GetWarehouseResponse:
        """Nothing: it runs."""
        return self.get(id)
