from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from aerotwin.conf import Model
from aerotwin.errors import AeroTwinError
from aerotwin.models import contributions, forest, inferences, score, subject
from aerotwin.models.registry import Version

ENGINE = subject.load("engine")
VERSION = Version("engine", 3, "run")


@pytest.fixture(scope="module")
def readings() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"egt_margin": rng.normal(size=300), "oil_pressure": rng.normal(size=300)})
    frame.loc[::9, "oil_pressure"] = np.nan
    frame.insert(0, "aircraft_id", np.repeat(["AT-001", "AT-002", "AT-003"], 100))
    frame.insert(1, "observed_at", pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(300), unit="h"))
    frame.insert(2, "cycle", np.arange(300))
    return frame


@pytest.fixture(scope="module")
def model(readings):
    truth = (readings["egt_margin"] + readings["oil_pressure"].fillna(0) > 1).to_numpy().astype(int)
    return forest.fit(
        Model(n_estimators=10, min_samples_leaf=3),
        forest.matrix(readings, ["egt_margin", "oil_pressure"]),
        truth,
    )


def infer(model, rows):
    return score.infer(ENGINE, model, VERSION, rows, 7, datetime(2025, 1, 1, tzinfo=UTC))


def test_each_inference_depends_on_its_row_alone(model, readings):
    whole = infer(model, readings).to_pylist()
    order = np.random.default_rng(0).permutation(300)[:40]
    assert infer(model, readings.iloc[order]).to_pylist() == [whole[i] for i in order]


def test_contributions_stand_only_at_or_above_the_lowest_level_and_add_up(model, readings):
    rows = infer(model, readings).to_pylist()
    features = forest.matrix(readings, ["egt_margin", "oil_pressure"])
    base = float(np.mean([tree.tree_.value[0, 0, 1] for tree in model.estimators_]))
    assert any(row["prediction"] for row in rows) and not all(row["prediction"] for row in rows)
    for row, values in zip(rows, features.itertuples(index=False), strict=True):
        assert row["prediction"] == (row["failure_probability"] >= ENGINE.alert_probability)
        assert bool(row["contributions"]) == bool(row["prediction"])
        if row["contributions"]:
            total = base + sum(item["contribution"] for item in row["contributions"])
            assert total == pytest.approx(row["failure_probability"], abs=1e-9)
            strengths = [abs(item["contribution"]) for item in row["contributions"]]
            assert strengths == sorted(strengths, reverse=True)
            for item in row["contributions"]:
                value = getattr(values, item["feature"])
                assert item["value"] == value or (item["value"] is None and np.isnan(value))


def test_no_row_chosen_means_no_contribution(model, readings):
    features = forest.matrix(readings, ["egt_margin", "oil_pressure"])
    assert contributions.top(model, features, np.zeros(300, dtype=bool)) == [[]] * 300


def test_the_trace_id_names_slug_aircraft_reading_and_version():
    moment = pd.Timestamp("2024-01-01 10:00:00.5")
    same = inferences.trace_id("engine", "AT-001", moment, 1)
    assert same == inferences.trace_id("engine", "AT-001", moment.tz_localize("UTC"), 1)
    others = {
        inferences.trace_id("airframe", "AT-001", moment, 1),
        inferences.trace_id("engine", "AT-002", moment, 1),
        inferences.trace_id("engine", "AT-001", moment + pd.Timedelta(microseconds=1), 1),
        inferences.trace_id("engine", "AT-001", moment, 2),
    }
    assert len(others | {same}) == 5


def test_a_missing_feature_column_is_named(readings):
    with pytest.raises(AeroTwinError, match="no column thrust"):
        forest.matrix(readings, ["egt_margin", "thrust"])


def test_one_class_cannot_be_learned(readings):
    features = forest.matrix(readings, ["egt_margin"])
    with pytest.raises(AeroTwinError, match="300 readings holds no failure"):
        forest.fit(Model(), features, np.zeros(300, dtype=int))
