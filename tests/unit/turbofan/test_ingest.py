"""The real engines; needs the C-MAPSS files, which are never committed."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aerotwin import conf
from aerotwin.simulation import Landed
from aerotwin.turbofan import folder, ingest
from aerotwin.turbofan.source import VARIABLE

DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def source() -> Path:
    if not os.environ.get(VARIABLE):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{VARIABLE} is not set: CI must name the folder of the C-MAPSS files")
        pytest.skip(f"{VARIABLE} is not set")
    return folder()


@pytest.fixture(scope="module")
def landing(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = tmp_path_factory.mktemp("landing")
    landed = ingest(source, landing)
    assert (landed.readings, landed.failures) == (20_631 + 13_096, 200)
    return landing


def table(folder: Path) -> pd.DataFrame:
    rows = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text().splitlines()]
    found = pd.DataFrame(rows)
    for column in ("observed_at", "occurred_at"):
        if column in found:
            found[column] = pd.to_datetime(found[column])
    return found


def raw(source: Path, name: str) -> np.ndarray:
    with gzip.open(source / name, "rt") as lines:
        return np.array([[float(word) for word in line.split()] for line in lines])


def labelled(landing: Path) -> pd.DataFrame:
    """Readings with the label by the rule: fails after the reading, within the horizon."""
    readings = table(landing / "turbofan")
    fails = table(landing / "turbofan_events").set_index("aircraft_id")["occurred_at"]
    horizon = conf.load_component("turbofan").horizon_days
    ahead = readings["aircraft_id"].map(fails) - readings["observed_at"]
    return readings.assign(label=(ahead > pd.Timedelta(0)) & (ahead <= horizon * DAY))


def test_values_are_those_of_the_file(source: Path, landing: Path) -> None:
    train = raw(source, "train_FD001.txt.gz")
    readings = table(landing / "turbofan")
    own = readings[readings["aircraft_id"] == "FD001-TRAIN-042"].sort_values("cycle")
    expected = train[train[:, 0] == 42]
    assert np.array_equal(own["cycle"], expected[:, 1])
    for name, column in {"t24": 6, "t50": 8, "ps30": 15, "nrc": 18, "bpr": 19, "w32": 25}.items():
        assert np.allclose(own[name], expected[:, column]), name
    assert set(own["ambient_c"]) == {15.0}
    assert set(own["phase_load"]) == {1.0}


def test_a_cycle_is_a_day(landing: Path) -> None:
    readings = table(landing / "turbofan")
    since = readings["observed_at"] - pd.Timestamp("2008-01-01", tz="UTC")
    assert (since == readings["cycle"] * DAY).all()


def test_the_label_of_a_training_engine_is_its_remaining_cycles(source: Path, landing: Path) -> None:
    train = raw(source, "train_FD001.txt.gz")
    last = {f"FD001-TRAIN-{unit:03.0f}": train[train[:, 0] == unit, 1].max() for unit in range(1, 101)}
    rows = labelled(landing)
    rows = rows[rows["aircraft_id"].str.contains("TRAIN")]
    remaining = rows["aircraft_id"].map(last) - rows["cycle"]
    assert (rows["label"] == (remaining <= 30)).all()
    assert rows["label"].sum() == 100 * 31


def test_the_label_of_a_test_engine_is_the_published_life(source: Path, landing: Path) -> None:
    remaining = raw(source, "RUL_FD001.txt.gz")[:, 0]
    rows = labelled(landing)
    rows = rows[rows["aircraft_id"].str.contains("TEST")].sort_values(["aircraft_id", "cycle"])
    last = rows.groupby("aircraft_id")["label"].last()
    assert list(last) == list(remaining <= 30)
    assert last.sum() == 25


def test_two_hundred_engines_in_the_reference(landing: Path) -> None:
    engines = table(landing / "turbofan_aircraft")
    assert engines["aircraft_id"].nunique() == len(engines) == 200


def test_a_second_call_writes_nothing(source: Path, landing: Path) -> None:
    assert ingest(source, landing) == Landed()
