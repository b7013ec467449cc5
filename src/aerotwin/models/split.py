"""Which readings a model may learn from, and which it is judged on: apart in time and by aircraft."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aerotwin.conf import Split
from aerotwin.errors import AeroTwinError

VALIDATION_SHARE = 0.2


@dataclass(frozen=True)
class Parts:
    """Boolean masks over the rows of a frame.

    `train` is what the fit sees, `test` what the metrics of single readings are taken on, and `timeline`
    every held-out reading with a known label, for metrics over the course of flights. `validation`, seen by
    neither, is whole courses of flights that the alert threshold is chosen on.
    """

    train: np.ndarray
    test: np.ndarray
    timeline: np.ndarray
    validation: np.ndarray


def held_out_aircraft(aircraft_ids: Iterable[str], share: float) -> set[str]:
    """`share` of the aircraft (at least one, never all), chosen by a hash of their ids alone."""
    ids = sorted(set(aircraft_ids), key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    if len(ids) < 2:
        raise AeroTwinError(f"a split by aircraft needs two aircraft or more, there are {len(ids)}")
    return set(ids[: min(max(1, round(share * len(ids))), len(ids) - 1)])


def split(frame: pd.DataFrame, how: Split, horizon_days: int) -> Parts:
    """The parts of `frame` (aircraft_id, observed_at, label 0/1/missing) by the configured method.

    `time_and_group`: the calendar runs from the first to the last reading; held-out aircraft are tested
    after `test_from` of it, the others train on what lies at least one horizon before that moment, so that
    no training label looks into the test period. `named`: aircraft whose id matches `test_pattern` are
    tested. Readings whose label is not known yet (missing) are in neither part.
    """
    known = frame["label"].notna().to_numpy()
    ids = frame["aircraft_id"].astype(str)
    if how.method == "named":
        pattern = re.compile(how.test_pattern or "")
        named = {name for name in ids.unique() if pattern.search(name)}
        timeline = ids.isin(named).to_numpy()
        others = sorted(set(ids.unique()) - named)
        kept = held_out_aircraft(others, VALIDATION_SHARE) if len(others) * VALIDATION_SHARE >= 1 else set()
        validation = ids.isin(kept).to_numpy()
        train = ~timeline & ~validation
    else:
        times = frame["observed_at"]
        start, end = times.min(), times.max()
        test_from = start + (end - start) * how.test_from
        group = ids.isin(held_out_aircraft(ids.unique(), how.test_share)).to_numpy()
        timeline = group & (times >= test_from).to_numpy()
        train = ~group & (times < test_from - pd.Timedelta(days=horizon_days)).to_numpy()
        validation = ~group & (times >= test_from).to_numpy()
    test = timeline & _last_of_each(frame) if how.evaluate == "last_reading" else timeline
    return Parts(
        train=train & known, test=test & known, timeline=timeline & known, validation=validation & known
    )


def whole_aircraft(frame: pd.DataFrame, mask: np.ndarray, max_rows: int) -> np.ndarray:
    """`mask` for as many whole aircraft (one at least) as keep to `max_rows`, by a hash of their ids."""
    counts = frame.loc[mask, "aircraft_id"].astype(str).value_counts()
    order = sorted(counts.index, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    kept = [name for name, rows in zip(order, counts[order].cumsum(), strict=True) if rows <= max_rows]
    return mask & frame["aircraft_id"].astype(str).isin(kept or order[:1]).to_numpy()


def _last_of_each(frame: pd.DataFrame) -> np.ndarray:
    """Mask of each aircraft's latest reading."""
    latest = frame.groupby("aircraft_id", sort=False)["observed_at"].transform("max")
    return (frame["observed_at"] == latest).to_numpy()


def thin(frame: pd.DataFrame, train: np.ndarray, max_rows: int) -> np.ndarray:
    """`train` with one reading in k of each aircraft, k the smallest that leaves about `max_rows`.

    Neighbouring flights carry nearly the same windows, so little is lost; the base rate is kept. The frame
    is in flight order within each aircraft.
    """
    count = int(train.sum())
    step = -(-count // max_rows) if max_rows > 0 else 1
    if step <= 1:
        return train
    chosen = frame.loc[train, "aircraft_id"]
    kept = np.zeros(len(frame), dtype=bool)
    kept[np.flatnonzero(train)[(chosen.groupby(chosen).cumcount() % step == 0).to_numpy()]] = True
    return kept
