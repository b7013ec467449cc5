from datetime import UTC, datetime

import pandas as pd
import pytest
from great_expectations import ExpectationSuite
from great_expectations import expectations as gxe

from aerotwin.quality import results
from aerotwin.quality.validate import checks

AT = datetime(2025, 1, 1, tzinfo=UTC)


def suite() -> ExpectationSuite:
    return ExpectationSuite(
        name="t",
        expectations=[
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
            gxe.ExpectColumnValuesToBeBetween(column="a", min_value=0, max_value=9, mostly=0.9),
            gxe.ExpectColumnValuesToBeBetween(column="b", min_value=0, max_value=9),
        ],
    )


def test_every_check_is_a_row_whether_it_passed_or_not():
    frame = pd.DataFrame({"a": [1] * 19 + [10], "b": [1] * 15 + [10] * 5})
    table = results.rows(checks(frame, suite()), "7", AT).to_pylist()
    found = {row["column_name"]: row for row in table}
    assert {row["run_id"] for row in table} == {"7"}
    assert found[""]["observed"] == "20"
    assert found[""]["failing_share"] is None
    assert (found["a"]["passed"], found["b"]["passed"]) == (True, False)
    # One of twenty, of which two may; five of twenty, of which none may.
    assert found["a"]["failing_share"] == pytest.approx(0.05)
    assert found["a"]["tolerated_share"] == pytest.approx(0.1)
    assert found["b"]["failing_share"] == pytest.approx(0.25)
    assert found["b"]["tolerated_share"] == 0


def test_a_check_stated_twice_is_one_row():
    doubled = checks(pd.DataFrame({"a": [1], "b": [1]}), suite()) * 2
    assert results.rows(doubled, "", AT).num_rows == 3


def test_columns_are_documented():
    assert all(note for _, _, _, note in results.COLUMNS)
    assert set(results.KEY.split(", ")) < {name for name, _, _, _ in results.COLUMNS}
