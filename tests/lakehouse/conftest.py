"""One warm Spark server, in a home of its own, for all tests that need a lakehouse."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.pool import KernelPool
from aerotwin.runtime.spark import server
from aerotwin.runtime.spark.server import ServerInfo
from aerotwin.runtime.spark.session import connect

BUNDLE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A lakehouse for this test session; AEROTWIN_HOME names it."""
    made = Home(tmp_path_factory.mktemp("lakehouse")).create()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AEROTWIN_HOME", str(made.path))
        patch.setenv("AEROTWIN_SPARK_MEMORY", "2g")
        patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        patch.delenv("SPARK_REMOTE", raising=False)
        patch.delenv("AEROTWIN_TASK_DIR", raising=False)
        yield made
    server.stop(made)


@pytest.fixture(scope="session")
def info(home: Home) -> ServerInfo:
    """The running server of `home`."""
    return server.start(home)


@pytest.fixture(scope="session")
def environment(home: Home, info: ServerInfo) -> dict[str, str]:
    """The variables that a task gets."""
    return {"AEROTWIN_HOME": str(home.path), "AEROTWIN_BUNDLE_ROOT": str(BUNDLE), **info.environment()}


@pytest.fixture(scope="session")
def pool(home: Home) -> Iterator[KernelPool]:
    """Warm kernels."""
    with KernelPool(home) as made:
        yield made


@pytest.fixture(scope="session")
def spark_session(home: Home) -> Iterator[SparkSession]:
    """The session in catalog `main`, whatever its schema is; given up before its server stops."""
    session = connect(home, "main")
    yield session
    session.stop()


@pytest.fixture
def schema(spark_session: SparkSession) -> Iterator[str]:
    """The name of an empty schema for one test; dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:8]}"
    spark_session.sql(f"CREATE SCHEMA {name}").collect()
    yield name
    spark_session.catalog.setCurrentDatabase("default")
    spark_session.sql(f"DROP SCHEMA IF EXISTS {name} CASCADE").collect()


@pytest.fixture
def spark(spark_session: SparkSession, schema: str) -> SparkSession:
    """The session with `schema` as its current schema."""
    spark_session.catalog.setCurrentDatabase(schema)
    return spark_session
