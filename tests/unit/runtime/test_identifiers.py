# ruff: noqa: E501
import pytest

from aerotwin.runtime.identifiers import resolve


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT INTO IDENTIFIER(concat('a', '.b)')) (x) VALUES (1)", "INSERT INTO <concat('a', '.b)')> (x) VALUES (1)"),
        ("-- new\ninsert overwrite identifier ('a' || lower('.B')) SELECT 1", "-- new\ninsert overwrite <'a' || lower('.B')> SELECT 1"),
        ("INSERT INTO IDENTIFIER('a.b') SELECT * FROM IDENTIFIER('a' || '.c')", "INSERT INTO IDENTIFIER('a.b') SELECT * FROM <'a' || '.c'>"),
        ("OPTIMIZE IDENTIFIER('a' || '.b') ZORDER BY (x)", "OPTIMIZE <'a' || '.b'> ZORDER BY (x)"),
        ("DESCRIBE HISTORY IDENTIFIER('a' || '.b')", "DESCRIBE HISTORY <'a' || '.b'>"),
        # A marker's value is Spark's matter, and so are the statements that know expressions.
        ("INSERT INTO IDENTIFIER(:c || '.b') SELECT 1", "INSERT INTO IDENTIFIER(:c || '.b') SELECT 1"),
        ("SELECT * FROM IDENTIFIER('a' || '.b')", "SELECT * FROM IDENTIFIER('a' || '.b')"),
    ],
)  # fmt: skip
def test_a_name_takes_the_place_of_an_expression(text: str, expected: str) -> None:
    assert resolve(text, lambda expression: f"<{expression}>") == expected
