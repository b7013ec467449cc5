"""information_schema and the keys that it tells of."""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[..., None]
KEYS = "{c}.information_schema.key_column_usage"


def test_tables_and_columns(check: Check) -> None:
    check(
        (
            "CREATE TABLE {c}.s.parts (id BIGINT NOT NULL COMMENT 'key', price DECIMAL(9,2), p DATE) "
            "PARTITIONED BY (p)",
            [],
        ),
        ("COMMENT ON TABLE {c}.s.parts IS 'all parts'", []),
        ("CREATE VIEW {c}.s.dear AS SELECT id FROM {c}.s.parts", []),
        (
            "SELECT table_catalog, table_name, table_type, comment, data_source_format "
            "FROM {c}.information_schema.tables WHERE table_schema = 's' ORDER BY table_name",
            [("{c}", "dear", "VIEW", None, None), ("{c}", "parts", "MANAGED", "all parts", "DELTA")],
        ),
        (
            "SELECT column_name, ordinal_position, is_nullable, full_data_type, data_type, "
            "numeric_precision, numeric_precision_radix, numeric_scale, partition_ordinal_position, comment "
            "FROM {c}.information_schema.columns WHERE table_name = 'parts' ORDER BY ordinal_position",
            [
                ("id", 0, "NO", "bigint", "LONG", 64, 2, 0, None, "key"),
                ("price", 1, "YES", "decimal(9,2)", "DECIMAL", 9, 10, 2, None, None),
                ("p", 2, "YES", "date", "DATE", None, None, None, 1, None),
            ],
        ),
        (
            "SELECT view_definition FROM {c}.information_schema.views WHERE table_schema = 's'",
            [("SELECT id FROM {c}.s.parts",)],
        ),
        (
            "SELECT table_name FROM system.information_schema.tables "
            "WHERE table_catalog = '{c}' AND table_schema = 's' ORDER BY 1",
            [("dear",), ("parts",)],
        ),
        ("SELECT * FROM {c}.information_schema.nope", "[TABLE_OR_VIEW_NOT_FOUND]"),
        ("SELECT schema_name FROM {c}.information_schema.schemata WHERE schema_name = 's'", [("s",)]),
    )


def test_keys(check: Check) -> None:
    check(
        ("CREATE TABLE {c}.s.plane (tail STRING NOT NULL, CONSTRAINT plane_pk PRIMARY KEY (tail))", []),
        (
            "CREATE TABLE {c}.s.flight (tail STRING, day DATE NOT NULL, leg INT NOT NULL, "
            "CONSTRAINT flight_pk PRIMARY KEY (day, leg), "
            "CONSTRAINT flight_plane FOREIGN KEY (tail) REFERENCES {c}.s.plane)",
            [],
        ),
        (
            "SELECT table_name, constraint_name, constraint_type, enforced "
            "FROM {c}.information_schema.table_constraints ORDER BY constraint_name",
            [
                ("flight", "flight_pk", "PRIMARY KEY", "NO"),
                ("flight", "flight_plane", "FOREIGN KEY", "NO"),
                ("plane", "plane_pk", "PRIMARY KEY", "NO"),
            ],
        ),
        (
            "SELECT constraint_name, column_name, ordinal_position, position_in_unique_constraint "
            f"FROM {KEYS} WHERE table_name = 'flight' ORDER BY 1, 3",
            [("flight_pk", "day", 1, None), ("flight_pk", "leg", 2, None), ("flight_plane", "tail", 1, 1)],
        ),
        (
            "SELECT table_name, column_name FROM {c}.information_schema.constraint_column_usage "
            "WHERE constraint_name = 'flight_plane'",
            [("plane", "tail")],
        ),
        (
            "SELECT constraint_name, unique_constraint_name "
            "FROM {c}.information_schema.referential_constraints",
            [("flight_plane", "plane_pk")],
        ),
        ("ALTER TABLE {c}.s.flight DROP CONSTRAINT flight_plane", []),
        ("ALTER TABLE {c}.s.flight DROP PRIMARY KEY IF EXISTS CASCADE", []),
        ("ALTER TABLE {c}.s.flight DROP PRIMARY KEY", "[CONSTRAINT_DOES_NOT_EXIST]"),
        (f"SELECT count(*) FROM {KEYS} WHERE table_name = 'flight'", [(0,)]),
        ("ALTER TABLE {c}.s.flight ADD CONSTRAINT again PRIMARY KEY (day, leg) RELY", []),
        ("ALTER TABLE {c}.s.flight ADD PRIMARY KEY (leg)", "has a primary key already"),
        ("ALTER TABLE {c}.s.flight ADD FOREIGN KEY (tail) REFERENCES {c}.s.plane (tail) NOT ENFORCED", []),
        (
            "ALTER TABLE {c}.s.flight ADD CONSTRAINT bad FOREIGN KEY (nope) REFERENCES {c}.s.plane",
            "no column nope",
        ),
        (
            f"SELECT constraint_name, column_name FROM {KEYS} WHERE table_name = 'flight' ORDER BY 1, 2",
            [("again", "day"), ("again", "leg"), ("flight_tail_fk", "tail")],
        ),
        ("ALTER TABLE {c}.s.flight ADD CONSTRAINT early CHECK (day > '2000-01-01')", []),
        ("INSERT INTO {c}.s.flight VALUES ('x', DATE'1999-01-01', 1)", "early"),
        ("ALTER TABLE {c}.s.flight DROP CONSTRAINT early", []),
        ("INSERT INTO {c}.s.flight VALUES ('x', DATE'1999-01-01', 1)", None),
        ("ALTER TABLE {c}.s.flight ADD CONSTRAINT p PRIMARY KEY (tail)", "has a primary key already"),
    )


def test_functions_and_their_parameters(check: Check) -> None:
    check(
        (
            "CREATE FUNCTION {c}.s.scaled(x DECIMAL(10, 2) COMMENT 'what', by INT DEFAULT 2) RETURNS DOUBLE "
            "COMMENT 'scales' RETURN x * by",
            [],
        ),
        ("CREATE FUNCTION {c}.s.listed(n INT) RETURNS TABLE (i INT) RETURN SELECT n", []),
        (
            "SELECT routine_name, routine_type, data_type, full_data_type, routine_definition, comment "
            "FROM {c}.information_schema.routines WHERE routine_schema = 's' ORDER BY 1",
            [
                ("listed", "FUNCTION", "TABLE", "i INT", "SELECT n", None),
                ("scaled", "FUNCTION", "DOUBLE", "double", "x * by", "scales"),
            ],
        ),
        (
            "SELECT ordinal_position, parameter_name, full_data_type, numeric_scale, parameter_default, "
            "comment "
            "FROM {c}.information_schema.parameters WHERE specific_name = 'scaled' ORDER BY 1",
            [(0, "x", "decimal(10,2)", 2, None, "what"), (1, "by", "int", 0, "2", None)],
        ),
        ("SELECT count(*) FROM system.information_schema.routines WHERE specific_catalog = '{c}'", [(2,)]),
    )
