import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from aerotwin.errors import AeroTwinError
from aerotwin.models.rule import best_rule, sensor_columns


def test_the_best_column_direction_and_threshold_by_brute_force():
    rng = np.random.default_rng(3)
    truth = rng.uniform(size=200) < 0.2
    frame = pd.DataFrame({"a": rng.normal(size=200), "b": -2.0 * truth + rng.normal(size=200)})
    frame.loc[::17, "b"] = np.nan
    rule = best_rule(frame, truth, ["a", "b"])
    assert (rule.column, rule.direction) == ("b", "below")
    by_hand = {
        (c, s): average_precision_score(truth, (frame[c] * s).fillna(-1e9)) for c in "ab" for s in (1, -1)
    }
    assert max(by_hand, key=by_hand.__getitem__) == ("b", -1)

    def f1(flagged: np.ndarray) -> float:
        return 2 * (truth & flagged).sum() / (truth.sum() + flagged.sum())

    best = max(f1((frame["b"] <= t).to_numpy()) for t in frame["b"].dropna())
    assert f1(rule.flags(frame)) == pytest.approx(best)
    assert not rule.flags(frame)[frame["b"].isna()].any()
    assert str(rule).startswith("b <= ")


def test_sensor_columns_leave_out_what_is_no_single_sensor():
    columns = ["egt", "egt_mean_7d", "oil_std_30d", "health_index", "days_since_maintenance"]
    assert sensor_columns(columns, ["egt", "oil"]) == ["egt", "egt_mean_7d", "oil_std_30d"]
    assert sensor_columns(columns, []) == columns


def test_no_column_is_an_error_in_words():
    with pytest.raises(AeroTwinError, match="no feature column"):
        best_rule(pd.DataFrame(), np.array([], dtype=bool), [])
