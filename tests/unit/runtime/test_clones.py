# ruff: noqa: E501
import pytest

from aerotwin.runtime.clones import resolve


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE TABLE a.b DEEP CLONE c.d", "CREATE TABLE a.b AS SELECT * FROM c.d"),
        ("create or replace table `a`.`b c` clone x.y.z", "create or replace table `a`.`b c` AS SELECT * FROM x.y.z"),
        (
            "CREATE TABLE IF NOT EXISTS a DEEP CLONE b VERSION AS OF 3 TBLPROPERTIES ('k' = 'v') LOCATION '/x'",
            "CREATE TABLE IF NOT EXISTS a TBLPROPERTIES ('k' = 'v') LOCATION '/x' AS SELECT * FROM b VERSION AS OF 3",
        ),
        ("CREATE TABLE a SHALLOW CLONE b", "CREATE TABLE a SHALLOW CLONE b"),
        ("SELECT 'CREATE TABLE a DEEP CLONE b'", "SELECT 'CREATE TABLE a DEEP CLONE b'"),
    ],
)  # fmt: skip
def test_a_deep_clone_is_a_copy(text: str, expected: str) -> None:
    assert resolve(text) == expected
