from datetime import datetime

import pytest

from aerotwin.runtime.dashboards.bind import bind, markers
from aerotwin.runtime.dashboards.model import DashboardError, Dataset, Parameter, Selection

NOW = datetime(2024, 3, 15, 12)


def dataset(sql: str, *parameters: Parameter) -> Dataset:
    return Dataset("d", "D", sql, parameters)


def bound(sql: str, parameter: Parameter, *values: str | None, **ends: str | None) -> str:
    chosen = Selection(values, is_range=bool(ends), **ends)
    return bind(dataset(sql, parameter), {parameter.keyword: chosen}, NOW)


def test_markers_are_found_where_they_are_markers_only() -> None:
    sql = "SELECT ':no', \":no\", `:no`, x::int, m:key -- :no\n, /* :no */ :yes FROM t WHERE a IN (:listed)"
    assert markers(sql) == {"yes", "listed"}


@pytest.mark.parametrize(
    ("kind", "value", "literal"),
    [
        ("STRING", "O'Hare \\", "'O\\'Hare \\\\'"),
        ("STRING", "' OR 1=1 --", "'\\' OR 1=1 --'"),
        ("STRING", None, "CAST(NULL AS STRING)"),
        ("INTEGER", "12", "12"),
        ("DECIMAL", "-1.50", "CAST('-1.50' AS DOUBLE)"),
        ("DATE", "2024-02-03", "DATE '2024-02-03'"),
        ("DATE", "now-1M/M", "DATE '2024-02-01'"),
        ("DATETIME", "2024-02-03T04:05:06", "TIMESTAMP '2024-02-03 04:05:06.000000'"),
    ],
)
def test_a_value_becomes_one_literal_of_its_type(kind: str, value: str | None, literal: str) -> None:
    assert bound("SELECT :p", Parameter("p", kind), value) == f"SELECT {literal}"


@pytest.mark.parametrize(("kind", "value"), [("INTEGER", "1; DROP"), ("DECIMAL", "x"), ("DATE", "'")])
def test_a_value_of_another_type_is_refused(kind: str, value: str) -> None:
    with pytest.raises(DashboardError, match=r"takes (integer|decimal)|is not a date"):
        bound("SELECT :p", Parameter("p", kind), value)


def test_several_values_are_an_array_and_in_takes_them_one_by_one() -> None:
    several = Parameter("p", "STRING", "multi")
    sql = "SELECT * FROM t WHERE array_contains(:p, a) OR a IN (:p)"
    assert bound(sql, several, "x", "y") == (
        "SELECT * FROM t WHERE array_contains(CAST(array('x', 'y') AS ARRAY<STRING>), a) OR a IN ('x', 'y')"
    )
    assert "size(CAST(array() AS ARRAY<STRING>)) = 0" in bound("SELECT size(:p) = 0", several)


def test_a_range_is_a_struct_with_min_and_max() -> None:
    found = bound("SELECT :p.min, :p.max", Parameter("p", "DATE", "range"), low="2024-01-01", high="now/M")
    struct = "named_struct('min', DATE '2024-01-01', 'max', DATE '2024-03-31')"
    assert found == f"SELECT {struct}.min, {struct}.max"


def test_the_default_holds_where_nothing_is_chosen() -> None:
    parameter = Parameter("p", default=Selection(("All",)))
    assert bind(dataset("SELECT :p", parameter), {}, NOW) == "SELECT 'All'"


def test_a_parameter_that_is_not_declared_is_named_with_those_that_are() -> None:
    with pytest.raises(DashboardError, match=r'"D" uses :q, which is not among its parameters \(:p\)'):
        bind(dataset("SELECT :q", Parameter("p")), {}, NOW)


@pytest.mark.parametrize("sql", ["DROP TABLE t", "INSERT INTO t VALUES (1)", "SET a=b"])
def test_only_queries_are_run(sql: str) -> None:
    with pytest.raises(DashboardError, match="a dataset is one query"):
        bind(dataset(sql), {}, NOW)


@pytest.mark.parametrize(
    "sql", ["-- why\nSELECT 1", "/* a */ WITH x AS (SELECT 1) SELECT * FROM x", "(SELECT 1)"]
)
def test_comments_may_stand_before_a_query(sql: str) -> None:
    assert bind(dataset(sql), {}, NOW) == sql
