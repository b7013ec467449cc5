from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from aerotwin.ui.tables import Tables, _version


class Counting:
    """Stands for a session: one table at a place on disk, whose rows say how often it was read."""

    def __init__(self, location: str) -> None:
        self.location, self.reads, self.slow = location, 0, threading.Event()
        self.slow.set()

    def sql(self, _statement: str) -> Any:
        return self

    def collect(self) -> list[dict[str, str]]:
        return [{"location": self.location}]

    def table(self, _name: str) -> Any:
        return self

    def toArrow(self) -> pa.Table:  # noqa: N802 Spark's name
        self.slow.wait(10)
        self.reads += 1
        return pa.table({"n": [self.reads]})


@pytest.fixture
def log(tmp_path: Path) -> Path:
    made = tmp_path / "a table" / "_delta_log"
    made.mkdir(parents=True)
    (made / "00000000000000000000.json").write_text("{}")
    return made


def test_a_table_is_read_again_only_after_a_commit(log: Path) -> None:
    spark, tables = Counting(log.parent.as_uri()), Tables()
    assert [tables.rows(spark, "t")[0]["n"] for _ in range(3)] == [1, 1, 1]  # type: ignore[arg-type]
    (log / "00000000000000000001.json").write_text("{}")
    assert [tables.rows(spark, "t")[0]["n"] for _ in range(3)] == [2, 2, 2]  # type: ignore[arg-type]
    tables.forget()
    assert tables.rows(spark, "t")[0]["n"] == 3  # type: ignore[arg-type]


def test_of_many_who_ask_at_once_one_reads(log: Path) -> None:
    spark, tables = Counting(log.parent.as_uri()), Tables()
    spark.slow.clear()
    with ThreadPoolExecutor(20) as viewers:
        waiting = [viewers.submit(tables.rows, spark, "t") for _ in range(20)]  # type: ignore[arg-type]
        spark.slow.set()
        assert {one.result()[0]["n"] for one in waiting} == {1}


def test_a_table_elsewhere_is_kept_for_a_while() -> None:
    assert _version(None, lambda: 20.0) == _version(None, lambda: 29.9)
    assert _version(None, lambda: 29.9) != _version(None, lambda: 30.0)
    spark, tables = Counting("s3://bucket/table"), Tables()
    assert tables.rows(spark, "t")[0]["n"] == 1  # type: ignore[arg-type]
