import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aerotwin.errors import AeroTwinError
from aerotwin.features.asof import as_of
from aerotwin.features.store import FeatureLookup, FeatureStore

START = pd.Timestamp("2024-01-01", tz="UTC")
rows = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 12)), min_size=1, max_size=12)


def frame(pairs, time):
    return pd.DataFrame(
        [(a, START + pd.Timedelta(hours=h), i) for i, (a, h) in enumerate(pairs)],
        columns=["aircraft_id", time, "n"],
    )


def brute(left, right):
    found = []
    for row in left.itertuples():
        past = right[(right.aircraft_id == row.aircraft_id) & (right.observed_at <= row.asked_at)]
        found.append(past.sort_values("observed_at")["value"].iloc[-1] if len(past) else np.nan)
    return found


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, rows)
def test_same_as_looking_at_every_pair(spark, asked, known):
    left = frame(asked, "asked_at")
    right = frame(sorted(set(known)), "observed_at").rename(columns={"n": "value"})
    made = as_of(
        spark.createDataFrame(left),
        spark.createDataFrame(right),
        ["aircraft_id"],
        "asked_at",
        "observed_at",
        ["value"],
    )
    got = made.toPandas().sort_values("n")
    assert list(got.columns) == ["aircraft_id", "asked_at", "n", "value"]
    np.testing.assert_array_equal(got["value"].astype(float), brute(left, right))


@pytest.fixture
def store(spark):
    table = frame([("A", 1), ("A", 3), ("B", 2)], "observed_at").rename(columns={"n": "value"})
    spark.createDataFrame(table).write.format("delta").saveAsTable("engine_features")
    return FeatureStore(spark)


def test_a_training_set_looks_up_by_its_own_time_column(store, spark):
    store.create_table("engine_features", ["aircraft_id"], ["observed_at"], "Engine", {"team": "a"})
    asked = frame([("A", 0), ("A", 3), ("B", 9)], "asked_at").rename(columns={"n": "label"})
    lookup = FeatureLookup("engine_features", "aircraft_id", "asked_at", ["value"])
    training_set = store.create_training_set(spark.createDataFrame(asked), [lookup], "label", ["asked_at"])
    got = training_set.load_df().toPandas().sort_values("label")
    assert list(got.columns) == ["aircraft_id", "label", "value"]
    np.testing.assert_array_equal(got["value"].astype(float), [np.nan, 1, 2])


def test_registering_again_changes_the_one_row(store, spark):
    store.create_table("engine_features", "aircraft_id", "observed_at", "Old")
    store.create_table("engine_features", "aircraft_id", "observed_at", "New", {"team": "a"})
    assert store.get_table("engine_features").description == "New"
    assert store.get_table("engine_features").tags == {"team": "a"}
    assert spark.table("feature_tables").count() == 1


def test_errors_name_what_is_there(store):
    with pytest.raises(AeroTwinError, match="lacks key column nose: choose from aircraft_id"):
        store.create_table("engine_features", "nose", "observed_at")
    with pytest.raises(AeroTwinError, match="gear_features does not exist"):
        store.create_table("gear_features", "aircraft_id", "observed_at")
    with pytest.raises(AeroTwinError, match="no registered feature table"):
        store.get_table("gear_features")
