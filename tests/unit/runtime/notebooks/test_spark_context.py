from types import SimpleNamespace
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks.spark_context import SparkContext

SETTINGS = {"spark.app.name": "shop"}


class Settings:
    getAll = SETTINGS

    def get(self, key: str, default: str | None) -> str | None:
        return SETTINGS.get(key, default)


@pytest.fixture
def sc() -> SparkContext:
    spark: Any = SimpleNamespace(version="4.2.0", session_id="0a1b", conf=Settings())
    return SparkContext(spark)


def test_facts_are_told_and_settings_of_a_cluster_change_nothing(sc: SparkContext) -> None:
    sc.setLogLevel("ERROR")
    sc.setJobGroup("etl", "loads", interruptOnCancel=True)
    assert (sc.version, sc.applicationId) == ("4.2.0", "local-0a1b")
    assert (sc.getConf().get("spark.app.name"), sc.getConf().get("none", "x")) == ("shop", "x")


def test_what_needs_rdds_is_refused_by_name(sc: SparkContext) -> None:
    with pytest.raises(AeroTwinError, match=r"sparkContext\.parallelize is not runnable locally"):
        sc.parallelize([1])
    assert not hasattr(sc, "_jvm")
