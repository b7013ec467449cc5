"""`w.catalogs`, `w.schemas`, `w.tables` and `w.volumes`, answered by Spark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from databricks.sdk.errors import AlreadyExists, NotFound
from databricks.sdk.service import catalog as sdk

from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.notebooks.paths import local
from aerotwin.runtime.statements import quoted
from aerotwin.runtime.workspace.service import Local


class Service(Local):
    """What the services share: a session, and names that cannot leave their quotes."""

    def __init__(self, spark: LazySpark) -> None:
        self._spark = spark

    def _names(self, statement: str) -> list[str]:
        # Spark quotes a schema's name with unusual characters.
        return [str(row[0]).strip("`") for row in self._spark.sql(statement).collect()]


class Catalogs(Service):
    """`w.catalogs`."""

    def list(self, **_: object) -> Iterator[sdk.CatalogInfo]:
        """The catalogs."""
        return (sdk.CatalogInfo(name=name) for name in self._names("SHOW CATALOGS"))

    def get(self, name: str, **_: object) -> sdk.CatalogInfo:
        """A catalog. Raises NotFound."""
        if name not in self._names("SHOW CATALOGS"):
            raise NotFound(f"Catalog '{name}' does not exist.")
        return sdk.CatalogInfo(name=name)

    def create(self, name: str, *, comment: str | None = None, **_: object) -> sdk.CatalogInfo:
        """Make a catalog. Raises AlreadyExists."""
        if name in self._names("SHOW CATALOGS"):
            raise AlreadyExists(f"Catalog '{name}' already exists.")
        self._spark.sql(f"CREATE CATALOG {quoted(name)}{_comment(comment)}").collect()
        return sdk.CatalogInfo(name=name, comment=comment)

    def delete(self, name: str, *, force: bool | None = None) -> None:
        """Drop a catalog, with `force` and all that is in it. Raises NotFound."""
        self.get(name)
        self._spark.sql(f"DROP CATALOG {quoted(name)}{' CASCADE' if force else ''}").collect()


def _comment(text: str | None) -> str:
    """The clause of a definition; empty without a comment."""
    escaped = (text or "").replace("\\", "\\\\").replace("'", "\\'")
    return f" COMMENT '{escaped}'" if text else ""


class Schemas(Service):
    """`w.schemas`."""

    def list(self, catalog_name: str, **_: object) -> Iterator[sdk.SchemaInfo]:
        """The schemas of a catalog."""
        names = self._names(f"SHOW SCHEMAS IN {quoted(catalog_name)}")
        return (_schema(catalog_name, name) for name in names)

    def get(self, full_name: str, **_: object) -> sdk.SchemaInfo:
        """A schema by `catalog.schema`. Raises NotFound."""
        catalog, name = full_name.split(".", 1)
        if name not in self._names(f"SHOW SCHEMAS IN {quoted(catalog)}"):
            raise NotFound(f"Schema '{full_name}' does not exist.")
        return _schema(catalog, name)

    def create(
        self, name: str, catalog_name: str, *, comment: str | None = None, **_: object
    ) -> sdk.SchemaInfo:
        """Make a schema. Raises AlreadyExists."""
        if name in self._names(f"SHOW SCHEMAS IN {quoted(catalog_name)}"):
            raise AlreadyExists(f"Schema '{catalog_name}.{name}' already exists.")
        self._spark.sql(f"CREATE SCHEMA {quoted(catalog_name, name)}{_comment(comment)}").collect()
        return _schema(catalog_name, name)

    def delete(self, full_name: str, *, force: bool | None = None) -> None:
        """Drop a schema, with `force` and all that is in it."""
        cascade = " CASCADE" if force else ""
        self._spark.sql(f"DROP SCHEMA {quoted(*full_name.split('.'))}{cascade}").collect()


def _schema(catalog: str, name: str) -> sdk.SchemaInfo:
    return sdk.SchemaInfo(catalog_name=catalog, name=name, full_name=f"{catalog}.{name}")


class Tables(Service):
    """`w.tables`."""

    def list(self, catalog_name: str, schema_name: str, **_: object) -> Iterator[sdk.TableInfo]:
        """The tables of a schema, without their columns."""
        place = quoted(catalog_name, schema_name)
        for row in self._spark.sql(f"SHOW TABLES IN {place}").collect():
            if not row.isTemporary:
                yield _table(catalog_name, schema_name, row.tableName)

    def get(self, full_name: str, **_: object) -> sdk.TableInfo:
        """A table by `catalog.schema.table`, with its columns. Raises NotFound."""
        if not self.exists(full_name).table_exists:
            raise NotFound(f"Table '{full_name}' does not exist.")
        fields = self._spark.table(quoted(*full_name.split("."))).schema.fields
        columns = [
            sdk.ColumnInfo(
                name=one.name,
                type_text=one.dataType.simpleString(),
                nullable=one.nullable,
                position=position,
                comment=one.metadata.get("comment"),
            )
            for position, one in enumerate(fields)
        ]
        catalog, schema, name = full_name.split(".")
        return _table(catalog, schema, name, columns)

    def exists(self, full_name: str, **_: object) -> sdk.TableExistsResponse:
        """Whether there is a table of this name."""
        found = bool(self._spark.catalog.tableExists(quoted(*full_name.split("."))))
        return sdk.TableExistsResponse(table_exists=found)

    def delete(self, full_name: str) -> None:
        """Drop a table."""
        self._spark.sql(f"DROP TABLE {quoted(*full_name.split('.'))}").collect()


def _table(
    catalog: str, schema: str, name: str, columns: list[sdk.ColumnInfo] | None = None
) -> sdk.TableInfo:
    return sdk.TableInfo(
        catalog_name=catalog,
        schema_name=schema,
        name=name,
        full_name=f"{catalog}.{schema}.{name}",
        columns=columns,
    )


class Volumes(Service):
    """`w.volumes`: directories of the home."""

    def create(
        self, catalog_name: str, schema_name: str, name: str, *_args: object, **_: object
    ) -> sdk.VolumeInfo:
        """Make a volume. Raises AlreadyExists."""
        directory = _directory(catalog_name, schema_name, name)
        if directory.exists():
            raise AlreadyExists(f"Volume '{catalog_name}.{schema_name}.{name}' already exists.")
        directory.mkdir(parents=True)
        return _volume(catalog_name, schema_name, name)

    def list(self, catalog_name: str, schema_name: str, **_: object) -> Iterator[sdk.VolumeInfo]:
        """The volumes of a schema."""
        directory = _directory(catalog_name, schema_name)
        names = sorted(one.name for one in directory.iterdir()) if directory.is_dir() else []
        return (_volume(catalog_name, schema_name, name) for name in names)

    def read(self, name: str, **_: object) -> sdk.VolumeInfo:
        """A volume by `catalog.schema.volume`. Raises NotFound."""
        if not _directory(*name.split(".")).is_dir():
            raise NotFound(f"Volume '{name}' does not exist.")
        return _volume(*name.split("."))

    def delete(self, name: str) -> None:
        """Drop a volume with its files. Raises NotFound."""
        self.read(name)
        shutil.rmtree(_directory(*name.split(".")))


def _directory(*names: str) -> Path:
    return Path(local("/Volumes/" + "/".join(names)))


def _volume(catalog: str, schema: str, name: str) -> sdk.VolumeInfo:
    return sdk.VolumeInfo(
        catalog_name=catalog,
        schema_name=schema,
        name=name,
        full_name=f"{catalog}.{schema}.{name}",
        volume_type=sdk.VolumeType.MANAGED,
        storage_location=f"/Volumes/{catalog}/{schema}/{name}",
    )
