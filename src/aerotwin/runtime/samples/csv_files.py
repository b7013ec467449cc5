"""Stand-ins for files of separated values below `/databricks-datasets`: flights and songs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

FLIGHTS, DELAYS, SONGS = 2_000, 2_000, 1_000
AIRPORTS = ("ATL", "BOS", "DEN", "DFW", "EWR", "JFK", "LAS", "LAX", "ORD", "PHX", "SEA", "SFO")
CARRIERS = ("AA", "CO", "DL", "NW", "TW", "UA", "US", "WN")
AIRLINES = (
    "Year", "Month", "DayofMonth", "DayOfWeek", "DepTime", "CRSDepTime", "ArrTime", "CRSArrTime",
    "UniqueCarrier", "FlightNum", "TailNum", "ActualElapsedTime", "CRSElapsedTime", "AirTime", "ArrDelay",
    "DepDelay", "Origin", "Dest", "Distance", "TaxiIn", "TaxiOut", "Cancelled", "CancellationCode",
    "Diverted", "CarrierDelay", "WeatherDelay", "NASDelay", "SecurityDelay", "LateAircraftDelay",
    "IsArrDelayed", "IsDepDelayed",
)  # fmt: skip
MISSING = "NA"
MINUTES_A_DAY = 1440


def airlines(rng: np.random.Generator) -> str:
    """`airlines/part-00000`: flights of October 1987, with the line of names that the first part has.

    Times are hhmm, durations and delays minutes, distances miles; NA is what was not recorded then.
    """
    return separated([AIRLINES, *(_flight(rng) for _ in range(FLIGHTS))])


def _flight(rng: np.random.Generator) -> list[object]:
    day = int(rng.integers(1, 32))
    origin, destination = rng.choice(AIRPORTS, 2, replace=False)
    planned, minutes = int(rng.integers(360, 1320)), int(rng.integers(50, 360))
    late, longer = int(rng.exponential(9) - 4), int(rng.normal(0, 8))
    cancelled = bool(rng.random() < 0.015)
    left, came = planned + late, planned + late + minutes + longer
    known: list[object] = [_hhmm(left), _hhmm(came), minutes + longer, late + longer, late]
    departed, arrived, elapsed, arrival_delay, delay = [MISSING] * 5 if cancelled else known
    return [
        # The first of that month was a Thursday, the fourth day of a week.
        1987, 10, day, (day + 2) % 7 + 1, departed, _hhmm(planned), arrived, _hhmm(planned + minutes),
        rng.choice(CARRIERS), int(rng.integers(1, 2500)), MISSING, elapsed, minutes, MISSING,
        arrival_delay, delay, origin, destination, round(minutes * 7.5), MISSING, MISSING,
        int(cancelled), MISSING, 0, *[MISSING] * 5,
        _yes(arrival_delay), _yes(delay),
    ]  # fmt: skip


def _hhmm(minutes: int) -> int:
    hours, rest = divmod(minutes % MINUTES_A_DAY, 60)
    return hours * 100 + rest


def _yes(delay: object) -> str:
    return "YES" if isinstance(delay, int) and delay > 0 else "NO"


def departure_delays(rng: np.random.Generator) -> str:
    """`flights/departuredelays.csv`: flights of January to March 2014; the date is MMddHHmm."""
    rows: list[Sequence[object]] = [("date", "delay", "distance", "origin", "destination")]
    for _ in range(DELAYS):
        origin, destination = rng.choice(AIRPORTS, 2, replace=False)
        date = f"{rng.integers(1, 4):02d}{rng.integers(1, 29):02d}{_hhmm(int(rng.integers(300, 1400))):04d}"
        rows.append([date, int(rng.exponential(18) - 8), int(rng.integers(100, 2500)), origin, destination])
    return separated(rows)


def songs(rng: np.random.Generator) -> str:
    """`songs/data-001/part-00000`: twenty values a line between tabs, without names."""
    rows = [
        [
            f"AR{int(rng.integers(10**9)):016d}", round(rng.uniform(-60, 60), 5),
            round(rng.uniform(-180, 180), 5), "", f"Artist {rng.integers(300)}",
            round(rng.uniform(90, 420), 5), round(rng.uniform(0, 5), 3),
            int(rng.integers(0, 12)), round(rng.random(), 3), round(rng.uniform(-30, -2), 3),
            f"Album {rng.integers(400)}", round(rng.random(), 6), f"SO{number:016d}",
            round(rng.uniform(80, 400), 3), round(rng.uniform(60, 200), 3), int(rng.choice([3, 4])),
            round(rng.random(), 3), f"Song {number}", int(rng.choice([0, *range(1960, 2011)])), number,
        ]
        for number in range(SONGS)
    ]  # fmt: skip
    return separated(rows, "\t")


def separated(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Lines of values."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()
