from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from aerotwin.runtime.dashboards.results import OLDEST_SECONDS, Results, Statement

ONE = Statement("SELECT 1")


class Source:
    def __init__(self, rows: int = 3) -> None:
        self.count, self.rows, self.wait = 0, rows, threading.Event()
        self.wait.set()

    def run(self, _statement: Statement, limit: int) -> pa.Table:
        self.count += 1
        self.wait.wait(10)
        return pa.table({"a": list(range(min(self.rows, limit)))})


def test_twenty_viewers_at_once_are_one_query() -> None:
    source = Source()
    source.wait.clear()
    results = Results(source.run)
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(results.get, ONE) for _ in range(20)]
        time.sleep(0.1)
        source.wait.set()
        found = [one.result() for one in waiting]
    assert source.count == 1
    assert all(one is found[0] for one in found)


def test_parameter_values_catalog_and_schema_are_part_of_the_key() -> None:
    source = Source()
    results = Results(source.run)
    for statement in (
        ONE,
        Statement("SELECT 2"),
        Statement("SELECT 1", "c"),
        Statement("SELECT 1", "c", "s"),
        ONE,
    ):
        results.get(statement)
    assert source.count == 4


def test_a_commit_to_what_it_reads_makes_it_run_again() -> None:
    source, now, versions = Source(), [0.0], {"SELECT 1": 1, "SELECT 2": 1}
    results = Results(source.run, lambda one: lambda: versions[one.sql], lambda: now[0])
    results.get(ONE)
    results.get(Statement("SELECT 2"))
    assert source.count == 2
    versions["SELECT 1"] = 2
    results.get(Statement("SELECT 2"))
    assert source.count == 2
    results.get(ONE)
    assert source.count == 3
    now[0] += OLDEST_SECONDS - 1
    results.get(ONE)
    assert source.count == 3  # nothing was committed since
    now[0] += 2
    results.get(ONE)
    assert source.count == 4


def test_who_asks_after_a_commit_does_not_get_what_was_begun_before_it() -> None:
    source, version = Source(), [1]
    source.wait.clear()
    results = Results(source.run, lambda _: lambda: version[0])
    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(results.get, ONE)
        while source.count < 1:
            time.sleep(0.01)
        version[0] = 2
        after = pool.submit(results.get, ONE)
        while source.count < 2:
            time.sleep(0.01)
        source.wait.set()
        assert before.result() is not after.result()
    assert results.get(ONE) is after.result()


def test_an_error_reaches_everyone_and_is_not_kept() -> None:
    calls = []

    def run(_statement: Statement, _limit: int) -> pa.Table:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("no table")
        return pa.table({"a": [1]})

    results = Results(run)
    with pytest.raises(ValueError, match="no table"):
        results.get(ONE)
    assert results.get(ONE).table.num_rows == 1


def test_forgetting_runs_it_again() -> None:
    source = Source()
    results = Results(source.run)
    results.get(ONE)
    results.forget()
    results.get(ONE)
    assert source.count == 2


@pytest.mark.parametrize(("rows", "kept", "cut"), [(4, 4, False), (5, 5, False), (6, 5, True)])
def test_rows_beyond_the_limit_are_cut_and_told(rows: int, kept: int, cut: bool) -> None:
    result = Results(Source(rows).run, max_rows=5).get(ONE)
    assert (result.table.num_rows, result.cut) == (kept, cut)


def test_times_show_the_clock_of_the_session_and_names_stand_once() -> None:
    moment = pa.array([datetime(2024, 7, 1, 22, tzinfo=UTC)], pa.timestamp("us", "Europe/Berlin"))
    table = pa.Table.from_arrays([moment, pa.array([1]), pa.array([2])], names=["at", "x", "X"])
    found = Results(lambda _statement, _limit: table).get(ONE).table
    assert found.to_pylist() == [{"at": datetime(2024, 7, 2), "x": 1}]
