import io
from datetime import date

import numpy as np
import pandas as pd

from aerotwin.runtime.samples import csv_files


def test_flights_keep_the_rules_of_the_real_ones() -> None:
    flights = pd.read_csv(io.StringIO(csv_files.airlines(np.random.default_rng(1))))
    assert len(flights.columns) == 31
    flown = flights[flights.Cancelled == 0]
    assert (flown.ArrDelay - flown.DepDelay == flown.ActualElapsedTime - flown.CRSElapsedTime).all()
    assert (flown.IsDepDelayed == (flown.DepDelay > 0).map({True: "YES", False: "NO"})).all()
    assert flights[flights.Cancelled == 1].DepTime.isna().all()
    weekdays = [date(1987, 10, day).isoweekday() for day in flights.DayofMonth]
    assert flights.DayOfWeek.tolist() == weekdays


def test_delays_and_songs_have_their_columns() -> None:
    rng = np.random.default_rng(1)
    delays = pd.read_csv(io.StringIO(csv_files.departure_delays(rng)), dtype={"date": str})
    assert delays.columns.tolist() == ["date", "delay", "distance", "origin", "destination"]
    assert delays["date"].str.fullmatch(r"0[1-3][0-2]\d[0-2]\d[0-5]\d").all()
    songs = pd.read_csv(io.StringIO(csv_files.songs(rng)), sep="\t", header=None)
    assert songs.shape == (csv_files.SONGS, 20)
