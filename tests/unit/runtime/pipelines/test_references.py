from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.references import references, replace, shorten


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("select * from a", [("a", False)]),
        ("SELECT a.*, b.c FROM LIVE.a JOIN x.y.b ON a.i = b.i", [("LIVE.a", False), ("x.y.b", False)]),
        ("select * from stream(a)", [("a", True)]),
        ("select * from STREAM x.a s join b", [("x.a", True), ("b", False)]),
        ("with a as (select * from a) select * from a", [("a", False)]),
        ("with a as (select 1 i), b as (select * from a) select * from b, c", [("c", False)]),
        ("with b as (select * from a), a as (select 2) select * from b", [("a", False)]),
        (
            "with recursive r as (select 1 n union all select n + 1 from r where n < 9) select * from r",
            [],
        ),
        ("select 'from x' -- from y\n from `odd name`", [("`odd name`", False)]),
        ("select * from (select * from a) union all select * from b", [("a", False), ("b", False)]),
        ("select * from t where exists (select 1 from u where u.i = t.i)", [("t", False), ("u", False)]),
        ("select * from range(5)", []),
        ("select * from read_files('/x', format => 'csv')", []),
        ("select 1", []),
        # What the parser does not know is read word by word.
        ("select * from a frobnicate !! join stream(s.b) on", [("a", False), ("s.b", True)]),
    ],
)
def test_what_a_query_reads(text: str, read: list[tuple[str, bool]]) -> None:
    assert [(text[one.start : one.end], one.streaming) for one in references(text)] == read


def test_the_rest_of_the_text_stays_as_it_is() -> None:
    text = "select  a.x , 'a' from a -- a\njoin STREAM( b ) using (a)"
    changed = replace(text, lambda one: ((one.whole if one.streaming else (one.start, one.end)), "T"))
    assert changed == "select  a.x , 'a' from T -- a\njoin T using (a)"


@pytest.mark.parametrize(
    ("text", "aliased"),
    [
        ("select * from a", [False]),
        ("select * from a x", [True]),
        ("select * from a as x, b", [True, False]),
        ("select * from (select * from s.a) x join stream(b) group by all", [False, False]),
        ("select * from stream b y", [True]),
        ("select * from a watermark t delay of interval 1 hour", [True]),
    ],
)
def test_whether_a_name_follows_the_table(text: str, aliased: bool) -> None:
    assert [one.aliased for one in references(text)] == aliased


def test_columns_lose_the_schema_of_their_table() -> None:
    text = "select s.a.n, `s`.`A`.m, x.s.a.n, s.ab.n from s.a"
    assert shorten(text, ("s", "a")) == "select `a`.n, `a`.m, x.s.a.n, s.ab.n from s.a"
    assert shorten("select a.n from a", ("a",)) == "select a.n from a"
