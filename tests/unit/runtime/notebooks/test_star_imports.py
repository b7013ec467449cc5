from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from aerotwin.runtime.notebooks import star_imports


def functions() -> ModuleType:
    module = ModuleType("functions")
    module.__dict__.update(__all__=["col", "uniform", "quote"], col=1, countDistinct=2, hidden=3)
    return module


def test_a_star_gives_the_older_names_once() -> None:
    module = functions()
    for _ in range(2):
        star_imports.change(module, None)
        assert module.__all__ == ["col", "uniform", "quote", "countDistinct"]


@pytest.mark.parametrize(
    ("runtime", "given"),
    [(16, set()), (17, {"uniform"}), (18, {"uniform", "quote"}), (None, {"uniform", "quote"})],
)
def test_a_star_hides_no_name_that_the_runtime_did_not(runtime: int | None, given: set[str]) -> None:
    module = functions()
    star_imports.change(module, runtime)
    assert set(module.__all__) & {"uniform", "quote"} == given


@pytest.mark.parametrize(
    ("version", "hidden"), [("15.4", False), ("17.3", True), ("client.4.0", True), ("", True)]
)
def test_of_the_task_s_compute(version: str, hidden: bool) -> None:
    program = (
        "from aerotwin.runtime.notebooks import star_imports\n"
        "star_imports.install()\n"
        "from random import uniform\n"
        "from pyspark.sql.functions import *\n"
        "assert callable(countDistinct) and callable(sumDistinct) and callable(col)\n"
        "print(uniform.__module__)\n"
    )
    ran = subprocess.run(  # noqa: S603 a program of this test
        [sys.executable, "-c", program],
        env={"DATABRICKS_RUNTIME_VERSION": version},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("random" in ran.stdout) is not hidden, ran.stdout + ran.stderr
