from __future__ import annotations

from types import ModuleType

from aerotwin.runtime.notebooks import star_imports


def test_a_star_gives_the_older_names_once() -> None:
    module = ModuleType("functions")
    module.__dict__.update(__all__=["col"], col=1, countDistinct=2, hidden=3)
    for _ in range(2):
        star_imports.add(module)
        assert module.__all__ == ["col", "countDistinct"]


def test_spark_has_them() -> None:
    star_imports.install()
    names: dict[str, object] = {}
    exec("from pyspark.sql.functions import *", names)  # noqa: S102 what a program does
    assert {"countDistinct", "sumDistinct", "col"} <= set(names)
