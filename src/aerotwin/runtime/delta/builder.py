"""DeltaTableBuilder: CREATE TABLE and REPLACE TABLE, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyspark.sql.types import DataType, StructField, StructType

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks.paths import local
from aerotwin.runtime.statements import literal, quoted


@dataclass(frozen=True)
class IdentityGenerator:
    """Numbers that a column gets by itself."""

    start: int = 1
    step: int = 1


class DeltaTableBuilder:
    """Collects what a table is to be until `execute`."""

    def __init__(self, table: Any, spark: Any, statement: str) -> None:
        self._table = table
        self._spark = spark
        self._statement = statement
        self._columns: list[str] = []
        self._parts: list[str] = []
        self._properties: dict[str, str] = {}
        self._name = ""
        self._location = ""

    def tableName(self, identifier: str) -> DeltaTableBuilder:
        """Its name; `delta.`/path`` for one without."""
        self._name = identifier
        return self

    def location(self, location: str) -> DeltaTableBuilder:
        """The directory it lies in."""
        self._location = local(location)
        return self

    def comment(self, comment: str) -> DeltaTableBuilder:
        """What is said of it."""
        self._parts.append(f"COMMENT {literal(comment)}")
        return self

    def addColumn(
        self,
        colName: str | StructField,
        dataType: str | DataType | None = None,
        nullable: bool = True,
        generatedAlwaysAs: str | IdentityGenerator | None = None,
        generatedByDefaultAs: IdentityGenerator | None = None,
        comment: str | None = None,
    ) -> DeltaTableBuilder:
        """A column: a name and type, or a field of a schema. Raises AeroTwinError for a name without type."""
        if isinstance(colName, StructField):
            field = colName
            comment = comment or field.metadata.get("comment")
            colName, dataType, nullable = field.name, field.dataType, field.nullable
        if dataType is None:
            raise AeroTwinError(f"The column {colName} needs a dataType.")
        kind = dataType.simpleString() if isinstance(dataType, DataType) else dataType
        always = _generated("ALWAYS", generatedAlwaysAs)
        by_default = _generated("BY DEFAULT", generatedByDefaultAs)
        required = "" if nullable else " NOT NULL"
        told = f" COMMENT {literal(comment)}" if comment else ""
        self._columns.append(f"{quoted(colName)} {kind}{always}{by_default}{required}{told}")
        return self

    def addColumns(self, cols: StructType | list[StructField]) -> DeltaTableBuilder:
        """The columns of a schema."""
        for field in cols:
            self.addColumn(field)
        return self

    def partitionedBy(self, *cols: Any) -> DeltaTableBuilder:
        """The columns whose values have directories of their own."""
        self._parts.append(f"PARTITIONED BY ({_names(cols)})")
        return self

    def clusterBy(self, *cols: Any) -> DeltaTableBuilder:
        """The columns by which rows lie together."""
        self._parts.append(f"CLUSTER BY ({_names(cols)})")
        return self

    def property(self, key: str, value: str) -> DeltaTableBuilder:
        """A property."""
        self._properties[key] = str(value)
        return self

    def execute(self) -> Any:
        """Make the table; its DeltaTable. Raises AeroTwinError without a name and location."""
        if not (self._name or self._location):
            raise AeroTwinError("A table needs tableName() or location().")
        name = self._name or f"delta.`{self._location}`"
        columns = f" ({', '.join(self._columns)})" if self._columns else ""
        where = f" LOCATION {literal(self._location)}" if self._name and self._location else ""
        pairs = ", ".join(f"{literal(key)} = {literal(value)}" for key, value in self._properties.items())
        properties = f" TBLPROPERTIES ({pairs})" if pairs else ""
        parts = "".join(f" {part}" for part in self._parts)
        self._spark.sql(f"{self._statement} {name}{columns} USING delta{parts}{where}{properties}").collect()
        return self._table(self._spark, name)


def _generated(when: str, how: str | IdentityGenerator | None) -> str:
    if how is None:
        return ""
    if isinstance(how, IdentityGenerator):
        return f" GENERATED {when} AS IDENTITY (START WITH {how.start} INCREMENT BY {how.step})"
    return f" GENERATED {when} AS ({how})"


def _names(cols: tuple[Any, ...]) -> str:
    listed = cols[0] if len(cols) == 1 and isinstance(cols[0], list | tuple) else cols
    return ", ".join(listed)
