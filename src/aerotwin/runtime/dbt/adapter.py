"""dbt's adapter `databricks` on the lakehouse's server: dbt-spark's, with catalogs and Databricks' defaults.

Imported in dbt's own environment only.
"""

from __future__ import annotations

import sys
import threading
import types
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.base.relation import BaseRelation, Policy
from dbt.adapters.spark import SparkAdapter, SparkConnectionManager, SparkCredentials, SparkRelation
from dbt.adapters.spark import session as spark_session
from dbt.adapters.spark.connections import SparkConnectionMethod
from dbt.context.providers import RuntimeConfigObject
from dbt_common.exceptions import DbtRuntimeError
from pyspark.sql import SparkSession

from aerotwin.runtime import sql
from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.catalogs import declare
from aerotwin.runtime.spark.session import LOCAL_CATALOG, connect

NAME = "databricks"
# What a model has that does not say otherwise. Source: dbt's documentation of the Databricks adapter.
DEFAULTS = {"file_format": "delta", "incremental_strategy": "merge"}


@dataclass
class Credentials(SparkCredentials):
    """An output of profiles.yml: a catalog and a schema are all that a session needs."""

    database: str | None = None
    _ALIASES: ClassVar[dict[str, str]] = {"catalog": "database"}

    def __post_init__(self) -> None:
        # Without dbt-spark's own check, which refuses catalogs and turns ANSI mode off.
        self.method = SparkConnectionMethod.SESSION
        self.database = self.database or LOCAL_CATALOG

    @property
    def type(self) -> str:
        """The adapter's name."""
        return NAME

    @property
    def unique_field(self) -> str:
        """What dbt hashes to tell warehouses apart."""
        return NAME

    def _connection_keys(self) -> tuple[str, ...]:
        return ("catalog", "database", "schema")


class ConnectionManager(SparkConnectionManager):
    """Connections are one session of the lakehouse's server."""

    TYPE = NAME

    @classmethod
    def open(cls, connection: Any) -> Any:
        """Join the server, in the catalog of the profile."""
        _Builder.join(connection.credentials.database)
        return super().open(connection)


class _Builder:
    """What dbt-spark calls `SparkSession.builder`: there is nothing to build or to configure."""

    _lock = threading.Lock()
    _session: ClassVar[SparkSession | None] = None

    @classmethod
    def join(cls, catalog: str) -> None:
        with cls._lock:
            if cls._session is None:
                home = Home.find()
                if catalog != LOCAL_CATALOG:
                    declare(home, [catalog])
                cls._session = connect(home, catalog)

    def enableHiveSupport(self) -> _Builder:  # noqa: N802
        return self

    def config(self, *_setting: object) -> _Builder:
        return self

    def getOrCreate(self) -> SparkSession | None:  # noqa: N802
        return self._session


class _Attached:
    builder = _Builder()


@dataclass
class _Include(Policy):
    database: bool = True
    schema: bool = True
    identifier: bool = True


@dataclass(frozen=True, eq=False, repr=False)
class Relation(SparkRelation):
    """A table or view by its three-level name."""

    include_policy: Policy = field(default_factory=_Include)

    def __post_init__(self) -> None:
        """dbt-spark refuses catalogs here."""

    def render(self) -> str:
        """The name as SQL has it."""
        return str(BaseRelation.render(self))


class DatabricksAdapter(SparkAdapter):
    """dbt-spark's adapter, that finds relations by catalog."""

    Relation = Relation
    ConnectionManager = ConnectionManager

    def list_relations_without_caching(self, schema_relation: Any) -> list[Any]:
        """The tables and views of a schema, none if there is no such schema."""
        # Snapshots of dbt-spark name no catalog.
        catalog = schema_relation.database or self.config.credentials.database
        schema = str(schema_relation.schema)
        if catalog == LOCAL_CATALOG:
            found = super().list_relations_without_caching(schema_relation)
            return [one.incorporate(path={"database": schema_relation.database}) for one in found]
        literal = schema.replace("\\", "\\\\").replace("'", "\\'")
        _, rows = self.execute(
            "select table_name, table_type, data_source_format"
            f" from {self.quote(catalog)}.information_schema.tables"
            f" where lower(table_schema) = lower('{literal}')",
            fetch=True,
        )
        return [
            self.Relation.create(
                database=schema_relation.database,
                schema=schema,
                identifier=name,
                type="view" if kind == "VIEW" else "table",
                is_delta=provider == "DELTA",
            )
            for name, kind, provider in rows
        ]

    @property
    def python_submission_helpers(self) -> dict[str, Any]:
        """Raises DbtRuntimeError: Python models are notebooks of a workspace's cluster."""
        raise DbtRuntimeError("Python models do not run locally; models in SQL do.")


Plugin = AdapterPlugin(
    adapter=DatabricksAdapter,
    credentials=Credentials,
    # dbt derives the name of the macros' package, dbt_databricks, from the directory.
    include_path=str(Path(__file__).parent / NAME),
    dependencies=["spark"],
)


def register() -> None:
    """Have dbt find this adapter as `databricks`, and its defaults in a model's `config.get`."""
    name = f"dbt.adapters.{NAME}"
    version = types.ModuleType(f"{name}.__version__")
    version.version = metadata.version("dbt-spark")  # type: ignore[attr-defined]
    sys.modules[name] = sys.modules[__name__]
    sys.modules[version.__name__] = version
    spark_session.SparkSession = _Attached
    sql.install()
    given = RuntimeConfigObject.get

    def get(self: Any, name: str, default: Any = None, validator: Any = None) -> Any:
        if name not in DEFAULTS:
            return given(self, name, default, validator)
        found = given(self, name)
        return DEFAULTS[name] if found is None else found

    RuntimeConfigObject.get = get
