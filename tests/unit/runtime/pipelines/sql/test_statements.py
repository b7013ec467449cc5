from __future__ import annotations

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.model import Action, Expectation, Kind
from aerotwin.runtime.pipelines.sql.statements import Apply, Create, Insert, Setting, parse

KINDS = [
    ("CREATE OR REFRESH STREAMING TABLE t AS SELECT 1", Kind.STREAMING_TABLE, False),
    ("CREATE OR REPLACE MATERIALIZED VIEW t AS SELECT 1", Kind.MATERIALIZED_VIEW, False),
    ("CREATE PRIVATE MATERIALIZED VIEW IF NOT EXISTS t AS SELECT 1", Kind.MATERIALIZED_VIEW, True),
    ("create live table t as select 1", Kind.MATERIALIZED_VIEW, False),
    ("CREATE OR REFRESH STREAMING LIVE TABLE t AS SELECT 1", Kind.STREAMING_TABLE, False),
    ("CREATE TEMPORARY STREAMING LIVE TABLE t AS SELECT 1", Kind.STREAMING_TABLE, True),
    ("CREATE TEMPORARY LIVE VIEW t AS SELECT 1", Kind.VIEW, False),
    ("CREATE VIEW t AS SELECT 1", Kind.VIEW, False),
]


@pytest.mark.parametrize(("text", "kind", "private"), KINDS)
def test_kinds_of_datasets(text: str, kind: Kind, private: bool) -> None:
    made = parse(text)
    assert isinstance(made, Create)
    assert (made.name, made.kind, made.query.lower(), made.options.private) == (
        "t",
        kind,
        "select 1",
        private,
    )


def test_all_clauses_of_a_table() -> None:
    made = parse(
        """CREATE OR REFRESH STREAMING TABLE c.s.`my table` (
            a INT NOT NULL COMMENT 'one, two', b STRUCT<x: INT, y: ARRAY<STRING>>,
            g DATE GENERATED ALWAYS AS (CAST(t AS DATE)),
            CONSTRAINT ok EXPECT (a > 0 AND b.x IN (1, 2)) ON VIOLATION FAIL UPDATE,
            CONSTRAINT `so so` EXPECT (f(')') = ',') ON VIOLATION DROP ROW,
            CONSTRAINT meh EXPECT (true),
            CONSTRAINT pk PRIMARY KEY (a))
        CLUSTER BY (a, `b`) COMMENT 'it''s' TBLPROPERTIES ('k' = 'v=w', x.y = 3) SCHEDULE EVERY 1 HOUR
        AS SELECT * FROM STREAM(x) -- AS it is"""
    )
    assert isinstance(made, Create)
    assert made.name == "c.s.`my table`"
    assert made.query == "SELECT * FROM STREAM(x) -- AS it is"
    assert made.options.cluster_by == ("a", "b")
    assert made.options.table_properties == {"k": "v=w", "x.y": "3"}
    assert made.options.schema == (
        "a INT NOT NULL COMMENT 'one, two', b STRUCT<x: INT, y: ARRAY<STRING>>, "
        "g DATE GENERATED ALWAYS AS (CAST(t AS DATE)), CONSTRAINT pk PRIMARY KEY (a)"
    )
    assert made.expectations == (
        Expectation("ok", "a > 0 AND b.x IN (1, 2)", Action.FAIL),
        Expectation("so so", "f(')') = ','", Action.DROP),
        Expectation("meh", "true", Action.ALLOW),
    )


def test_a_column_list_without_types_renames() -> None:
    made = parse("CREATE MATERIALIZED VIEW v (a COMMENT 'x', b) AS SELECT 1, 2")
    assert isinstance(made, Create)
    assert (made.renamed, made.comments, made.options.schema) == (("a", "b"), {"a": "x"}, None)


def test_changes_are_read_clause_by_clause() -> None:
    made = parse(
        """CREATE FLOW f AS AUTO CDC INTO t FROM STREAM(s) KEYS (a, b) IGNORE NULL UPDATES
        APPLY AS DELETE WHEN op = 'DELETE' AND (x OR y) SEQUENCE BY struct(n, m)
        COLUMNS * EXCEPT (op, n) STORED AS SCD TYPE 2 TRACK HISTORY ON * EXCEPT (c)"""
    )
    assert isinstance(made, Apply)
    assert (made.flow, made.target, made.query, made.once) == ("f", "t", "SELECT * FROM STREAM(s)", False)
    changes = made.changes
    assert (changes.keys, changes.ignore_null_updates, changes.scd_type) == (("a", "b"), True, 2)
    assert (changes.deletes, changes.sequence_by) == ("op = 'DELETE' AND (x OR y)", "struct(n, m)")
    assert (changes.columns, changes.except_columns) == (None, ("op", "n"))
    assert (changes.tracked, changes.not_tracked) == (None, ("c",))


def test_older_words_for_changes() -> None:
    made = parse(
        "APPLY CHANGES INTO live.t FROM stream(live.s) KEYS (a) APPLY AS TRUNCATE WHEN op = 'T' "
        "SEQUENCE BY n COLUMNS (a, c) STORED AS SCD TYPE 1"
    )
    assert isinstance(made, Apply)
    assert (made.flow, made.target, made.changes.columns) == (None, "live.t", ("a", "c"))
    assert (made.changes.truncates, made.changes.sequence_by) == ("op = 'T'", "n")


def test_partial_and_bitemporal_changes() -> None:
    start = "CREATE FLOW f AS AUTO CDC ONCE INTO t FROM s KEYS (a) "
    known = "SEQUENCE BY system SYSTEM SEQUENCE BY m STORED AS BITEMPORAL"
    made = parse(start + "IGNORE NULL UPDATES ON (b, c) " + known)
    assert isinstance(made, Apply)
    assert (made.once, made.changes.null_ignoring, made.changes.null_applying) == (True, ("b", "c"), None)
    said = (made.changes.sequence_by, made.changes.system_sequence_by, made.changes.scd_type)
    assert said == ("system", "m", "bitemporal")
    made = parse(start + "IGNORE NULL UPDATES ON * EXCEPT (b) SEQUENCE BY n COLUMNS * EXCEPT (n)")
    assert isinstance(made, Apply)
    assert (made.changes.null_ignoring, made.changes.null_applying) == (None, ("b",))
    made = parse(start + "SEQUENCE BY n COLUMNS (a, b) STORED AS SCD TYPE 1 COLUMNS TO UPDATE listed")
    assert isinstance(made, Apply)
    assert (made.changes.columns, made.changes.updated) == (("a", "b"), "listed")


def test_flows_and_settings() -> None:
    assert parse("CREATE FLOW f AS INSERT INTO ONCE t BY NAME SELECT 1") == Insert("f", "t", "SELECT 1", True)
    assert parse("CREATE FLOW f COMMENT 'x' AS INSERT INTO a.t SELECT 1") == Insert(
        "f", "a.t", "SELECT 1", False
    )
    assert parse("SET a.b = 'c d'") == Setting("a.b", "c d")
    assert parse("USE CATALOG main") == Setting("catalog", "main", True)
    assert parse("USE SCHEMA raw") == Setting("schema", "raw", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DROP TABLE x", "is not a statement of pipelines"),
        ("CREATE TABLE x AS SELECT 1", "something else is asked for before `TABLE x"),
        ("CREATE LIVE TABLE x (CONSTRAINT c EXPECT (a) ON VIOLATION STOP NOW) AS SELECT 1", "not STOP NOW"),
        ("CREATE LIVE TABLE x (a INT, b) AS SELECT 1", "give all columns a type, or none"),
        ("CREATE LIVE TABLE x WITH ROW FILTER f AS SELECT 1", "does not run locally stands before `WITH ROW"),
        ("APPLY CHANGES INTO t FROM STREAM(s) KEYS (a)", "needs sequence_by"),
        ("APPLY CHANGES INTO t FROM STREAM(s) KEYS (a) SEQUENCE BY n STORED AS SCD TYPE 3", "type 1 or 2"),
        ("AUTO CDC INTO t FROM s KEYS (a) SEQUENCE BY n STORED AS BITEMPORAL", "takes system_sequence_by"),
        (
            "AUTO CDC INTO t FROM s KEYS (a) IGNORE NULL UPDATES SEQUENCE BY n COLUMNS TO UPDATE c",
            "neither with ignore_null_updates",
        ),
        ("CREATE LIVE TABLE x (a INT AS SELECT 1", "a bracket is not closed"),
    ],
)
def test_what_is_wrong_is_told(text: str, said: str) -> None:
    with pytest.raises(AeroTwinError, match=said):
        parse(text)
