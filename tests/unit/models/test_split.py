import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aerotwin.conf import Split
from aerotwin.errors import AeroTwinError
from aerotwin.models.split import held_out_aircraft, split, thin, whole_aircraft

DAY = pd.Timedelta(days=1)


def fleet(aircraft: int = 10, days: int = 100) -> pd.DataFrame:
    start = pd.Timestamp("2024-01-01")
    rows = [(f"AT-{a:03d}", start + d * DAY, 0.0) for a in range(aircraft) for d in range(days)]
    return pd.DataFrame(rows, columns=["aircraft_id", "observed_at", "label"])


def test_parts_are_apart_by_aircraft_and_by_a_horizon_in_time():
    frame = fleet()
    parts = split(frame, Split(test_from=0.6, test_share=0.4), horizon_days=10)
    train, test = frame[parts.train], frame[parts.test]
    assert not set(train["aircraft_id"]) & set(test["aircraft_id"])
    assert test["aircraft_id"].nunique() == 4
    border = pd.Timestamp("2024-01-01") + 99 * DAY * 0.6
    assert train["observed_at"].max() + 10 * DAY < border <= test["observed_at"].min()


def test_a_reading_with_an_unknown_label_is_in_no_part():
    frame = fleet()
    frame["label"] = np.where(np.arange(len(frame)) % 3 == 0, None, 0)
    parts = split(frame, Split(), horizon_days=5)
    assert frame.loc[parts.train | parts.test | parts.timeline, "label"].notna().all()


@given(st.permutations([f"AT-{n:03d}" for n in range(12)]), st.floats(0.1, 0.9))
@settings(max_examples=25)
def test_the_held_out_aircraft_depend_on_their_ids_alone(ids: list[str], share: float):
    chosen = held_out_aircraft(ids, share)
    assert chosen == held_out_aircraft(sorted(ids) * 2, share)
    assert 1 <= len(chosen) <= 11


def test_one_aircraft_cannot_be_split():
    with pytest.raises(AeroTwinError, match="two aircraft or more, there are 1"):
        held_out_aircraft(["AT-001"], 0.4)


def test_named_takes_the_last_reading_of_each_matching_aircraft():
    frame = fleet(aircraft=4, days=7)
    how = Split(method="named", test_pattern="AT-00[23]", evaluate="last_reading")
    parts = split(frame, how, horizon_days=3)
    assert frame[parts.test][["aircraft_id", "observed_at"]].values.tolist() == [
        ["AT-002", pd.Timestamp("2024-01-07")],
        ["AT-003", pd.Timestamp("2024-01-07")],
    ]
    assert parts.timeline.sum() == 14
    assert set(frame[parts.train]["aircraft_id"]) == {"AT-000", "AT-001"}


def test_thinning_keeps_every_kth_reading_of_each_aircraft():
    frame = fleet(aircraft=3, days=10)
    train = (frame["aircraft_id"] != "AT-001").to_numpy()
    kept = frame[thin(frame, train, 5)]
    assert kept["aircraft_id"].tolist() == ["AT-000"] * 3 + ["AT-002"] * 3
    assert ((kept["observed_at"] - pd.Timestamp("2024-01-01")) // DAY).tolist() == [0, 4, 8] * 2
    assert thin(frame, train, 20) is train


def test_validation_is_what_the_training_aircraft_fly_after_the_border():
    frame = fleet()
    parts = split(frame, Split(test_from=0.6, test_share=0.4), horizon_days=10)
    rows = frame[parts.validation]
    assert set(rows["aircraft_id"]) == set(frame[parts.train]["aircraft_id"])
    assert rows["observed_at"].min() == frame[parts.test]["observed_at"].min()
    assert not (parts.validation & (parts.train | parts.timeline)).any()


def test_named_keeps_one_in_five_of_the_training_aircraft_for_validation():
    frame = fleet(aircraft=12, days=4)
    parts = split(frame, Split(method="named", test_pattern="AT-01."), horizon_days=3)
    assert frame[parts.validation]["aircraft_id"].nunique() == 2
    assert frame[parts.train]["aircraft_id"].nunique() == 8
    assert (parts.train.astype(int) + parts.validation + parts.timeline == 1).all()


def test_whole_aircraft_are_kept_up_to_the_limit_and_one_at_least():
    frame = fleet(aircraft=4, days=10)
    every = np.ones(len(frame), dtype=bool)
    assert whole_aircraft(frame, every, 25).sum() == 20
    assert whole_aircraft(frame, every, 5).sum() == 10
    assert whole_aircraft(frame, ~every, 5).sum() == 0
