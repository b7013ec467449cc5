"""A catalog of its own for each module of tests, and a way to run tables of statements."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

Step = tuple[str, Any]


@pytest.fixture(scope="module")
def catalog(spark_session: SparkSession) -> Iterator[str]:
    """A catalog with a schema `s`; dropped afterwards, when `main` is the current one again."""
    name = f"c_{uuid.uuid4().hex[:6]}"
    spark_session.sql(f"CREATE CATALOG {name}").collect()
    spark_session.sql(f"CREATE SCHEMA {name}.s").collect()
    yield name
    spark_session.sql("USE CATALOG main").collect()
    spark_session.sql(f"DROP CATALOG {name} CASCADE").collect()


@pytest.fixture
def check(spark_session: SparkSession, catalog: str) -> Callable[..., None]:
    """Run statements one after the other: each with its rows, what its error says, or None for either."""

    def run(*steps: Step, spark: SparkSession = spark_session) -> None:
        for text, expected in steps:
            statement = text.replace("{c}", catalog)
            if isinstance(expected, str):
                with pytest.raises(PySparkException) as caught:
                    spark.sql(statement).collect()
                assert expected.replace("{c}", catalog) in str(caught.value), statement
                assert f"{catalog}__" not in str(caught.value).split("JVM stacktrace")[0], statement
                continue
            rows = [tuple(row) for row in spark.sql(statement).collect()]
            if expected is not None:
                wanted = [
                    tuple(one.replace("{c}", catalog) if isinstance(one, str) else one for one in row)
                    for row in expected
                ]
                assert rows == wanted, statement
            shown = [one for row in rows for one in row if not isinstance(one, datetime.datetime)]
            if not statement.startswith("SHOW TBLPROPERTIES"):
                assert f"{catalog}__" not in str(shown), statement

    return run
