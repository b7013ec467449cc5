from __future__ import annotations

import pytest
from pyspark.sql.types import ArrayType, IntegerType, MapType, StringType, StructField, StructType

from aerotwin.runtime.pipelines import ddl
from aerotwin.runtime.pipelines.model import Options


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a INT, b DECIMAL(10, 2)", ["a INT", "b DECIMAL(10, 2)"]),
        (
            "m MAP<STRING, INT>, s STRUCT < x: INT, y: INT >",
            ["m MAP<STRING, INT>", "s STRUCT < x: INT, y: INT >"],
        ),
        ("'a,b', format => 'csv', x => y < 1, `c,d`", ["'a,b'", "format => 'csv'", "x => y < 1", "`c,d`"]),
        ("a INT, -- one, two\n /* b, c */ d INT COMMENT '--x, y'", ["a INT", "d INT COMMENT '--x, y'"]),
        ("", []),
    ],
)
def test_commas_inside_brackets_do_not_separate(text: str, parts: list[str]) -> None:
    assert ddl.items(text) == parts


def test_constraints_that_only_inform_are_left_out() -> None:
    text = (
        "id INT NOT NULL PRIMARY KEY, ssn STRING MASK mask_ssn USING COLUMNS (a), "
        "CONSTRAINT pk PRIMARY KEY (id) RELY, FOREIGN KEY (id) REFERENCES x"
    )
    assert ddl.declared_columns(text) == ["id INT NOT NULL", "ssn STRING"]


def test_keys_of_a_schema_are_those_to_add() -> None:
    text = (
        "`i d` INT NOT NULL CONSTRAINT first PRIMARY KEY RELY, at DATE COMMENT 'no PRIMARY, no KEY', "
        "CONSTRAINT second\n PRIMARY KEY (a, b TIMESERIES) NOT ENFORCED, FOREIGN KEY (a) REFERENCES x (a)"
    )
    assert ddl.declared_keys(text) == [
        "CONSTRAINT first PRIMARY KEY (`i d`) RELY",
        "CONSTRAINT second PRIMARY KEY (a, b TIMESERIES) NOT ENFORCED",
        "FOREIGN KEY (a) REFERENCES x (a)",
    ]
    assert ddl.declared_keys(StructType()) == ddl.declared_keys("id INT") == []


def test_a_schema_as_columns() -> None:
    nested = StructType([StructField("in ner", ArrayType(MapType(StringType(), IntegerType())))])
    schema = StructType(
        [StructField("a`b", IntegerType(), False, {"comment": "it's"}), StructField("n", nested)]
    )
    assert ddl.columns_of(schema) == [
        "`a``b` int NOT NULL COMMENT 'it\\'s'",
        "`n` STRUCT<`in ner`: ARRAY<MAP<string, int>>>",
    ]


def test_a_table_with_all_options() -> None:
    options = Options(comment="c", partition_cols=("d",), path="/x")
    assert ddl.create("s.t", ["a INT", "d DATE"], options, {"k": "v"}) == (
        "CREATE TABLE s.t (a INT, d DATE) USING delta PARTITIONED BY (`d`) LOCATION '/x' COMMENT 'c' "
        "TBLPROPERTIES ('k' = 'v')"
    )
    assert ddl.create("t", ["a INT"], Options(cluster_by=("a",)), {}, over=True) == (
        "CREATE OR REPLACE TABLE t (a INT) USING delta CLUSTER BY (`a`)"
    )


@pytest.mark.parametrize(
    ("column", "kept"),
    [
        ("id BIGINT GENERATED ALWAYS AS IDENTITY", "id BIGINT"),
        ("d DATE GENERATED ALWAYS AS (CAST(t AS DATE)) COMMENT 'x'", "d DATE"),
        ("n INT COMMENT 'by DEFAULT none' default 5", "n INT COMMENT 'by DEFAULT none'"),
        ("`default` STRING NOT NULL", "`default` STRING NOT NULL"),
        ("default STRING", "default STRING"),
        ("a INT COMMENT 'it''s \\' NOT NULL' NOT NULL", "a INT NOT NULL COMMENT 'it''s \\' NOT NULL'"),
    ],
)
def test_what_fills_a_column_is_left_out(column: str, kept: str) -> None:
    assert ddl.without_filling(column) == kept


@pytest.mark.parametrize(
    ("schema", "columns"),
    [
        ("`a b` INT COMMENT 'x', c INT, PRIMARY KEY (`a b`, c TIMESERIES) RELY",
         ["`a b` INT COMMENT 'x' NOT NULL", "c INT NOT NULL"]),
        ("id INT PRIMARY KEY, other INT", ["id INT NOT NULL", "other INT"]),
        ("id INT, other INT REFERENCES t (id) RELY COMMENT 'o', CONSTRAINT k PRIMARY KEY (ID)",
         ["id INT NOT NULL", "other INT  COMMENT 'o'"]),
    ],
)  # fmt: skip
def test_columns_of_a_primary_key_are_not_null(schema: str, columns: list[str]) -> None:
    assert ddl.declared_columns(schema) == columns


def test_a_column_may_say_its_key() -> None:
    text = (
        "id INT CONSTRAINT p PRIMARY KEY, other INT CONSTRAINT f REFERENCES c.s.t (id), more INT REFERENCES u"
    )
    assert ddl.declared_keys(text) == [
        "CONSTRAINT p PRIMARY KEY (id)",
        "CONSTRAINT f FOREIGN KEY (other) REFERENCES c.s.t (id)",
        "FOREIGN KEY (more) REFERENCES u",
    ]


@pytest.mark.parametrize(
    ("column", "changed"),
    [
        ("d STRING GENERATED ALWAYS AS (f(')', g(t))) COMMENT 'x'",
         "d STRING GENERATED ALWAYS AS (CAST(f(')', g(t)) AS STRING)) COMMENT 'x'"),
        ("d STRING", "d STRING"),
        ("d STRING GENERATED ALWAYS AS IDENTITY (START WITH 1)",
         "d STRING GENERATED ALWAYS AS IDENTITY (START WITH 1)"),
    ],
)  # fmt: skip
def test_what_generates_a_column_can_be_cast(column: str, changed: str) -> None:
    assert ddl.with_cast(column, "STRING") == changed
