import numpy as np
import pandas as pd
import pytest

from aerotwin.conf import load_component
from aerotwin.quality.suites import silver_suite
from aerotwin.quality.validate import validate

ENGINE = load_component("engine")


@pytest.fixture
def silver() -> pd.DataFrame:
    n = 200
    frame = pd.DataFrame({"aircraft_id": "AT-001", "cycle": np.arange(1, n + 1)})
    frame["observed_at"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["cycle"] * 5, unit="h")
    return frame.assign(**{sensor.name: sensor.nominal for sensor in ENGINE.sensors})


def test_good_rows_keep_the_suite_and_leave_a_page(silver, tmp_path):
    assert validate(silver, silver_suite(ENGINE), tmp_path) == []
    assert "engine_silver" in (tmp_path / "engine_silver.html").read_text()


def test_a_broken_expectation_is_named_with_its_share(silver):
    silver.loc[:19, "oil_pressure"] = 999.0
    (failure,) = validate(silver, silver_suite(ENGINE))
    assert (failure.table, failure.column) == ("engine_silver", "oil_pressure")
    assert failure.failing_share == pytest.approx(0.1)
    assert "999.0" in str(failure)
    assert "10.00% of the values fail" in str(failure)


def test_repeated_keys_fail(silver):
    doubled = pd.concat([silver, silver.head(3)])
    assert [failure.column for failure in validate(doubled, silver_suite(ENGINE))] == ["aircraft_id, cycle"]
