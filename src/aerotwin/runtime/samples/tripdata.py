"""Stand-ins for `nyctaxi/tripdata/yellow`: a file a month, as New York's taxi commission publishes it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from aerotwin.runtime.samples.csv_files import separated
from aerotwin.runtime.samples.table import moments

if TYPE_CHECKING:
    from collections.abc import Callable

# The last year of the real folder, whose columns have zones in place of coordinates.
YEAR, TRIPS, ZONES = 2019, 1_000, 265
COLUMNS = (
    "VendorID", "tpep_pickup_datetime", "tpep_dropoff_datetime", "passenger_count", "trip_distance",
    "RatecodeID", "store_and_fwd_flag", "PULocationID", "DOLocationID", "payment_type", "fare_amount",
    "extra", "mta_tax", "tip_amount", "tolls_amount", "improvement_surcharge", "total_amount",
    "congestion_surcharge",
)  # fmt: skip
CARD, CASH = 1, 2


def files() -> dict[str, Callable[[np.random.Generator], str]]:
    """The files' paths below `/databricks-datasets`, and what makes each."""
    folder = "nyctaxi/tripdata/yellow"
    return {
        f"{folder}/yellow_tripdata_{YEAR}-{month:02d}.csv.gz": partial(yellow, month)
        for month in range(1, 13)
    }


def yellow(month: int, rng: np.random.Generator) -> str:
    """The trips of a month: distances in miles, amounts in dollars, of which the total is the sum."""
    first = np.datetime64(f"{YEAR}-{month:02d}", "M")
    pickup = np.sort(moments(rng, f"{first}-01", f"{first + 1}-01", TRIPS))
    miles = np.round(np.clip(rng.lognormal(0.55, 0.8, TRIPS), 0.1, 30), 2)
    minutes = np.maximum(1, miles * 5 * rng.lognormal(0, 0.3, TRIPS))
    dropoff = pickup + (minutes * 60).astype("int64").astype("timedelta64[s]")
    fare = np.round((2.5 + 2.1 * miles + minutes * 0.25) * 2) / 2
    by_card = rng.random(TRIPS) < 0.7
    extra = rng.choice([0.0, 0.5, 1.0], TRIPS)
    tip = np.where(by_card, (fare * rng.uniform(0.1, 0.25, TRIPS)).round(2), 0.0)
    tolls = np.where(rng.random(TRIPS) < 0.05, 6.12, 0.0)
    zones = rng.integers(1, ZONES + 1, (2, TRIPS))
    total = (fare + extra + 0.5 + tip + tolls + 0.3 + 2.5).round(2)
    rows = [
        [
            int(rng.integers(1, 3)), _time(pickup[one]), _time(dropoff[one]), int(rng.integers(1, 7)),
            miles[one], 1, "N", zones[0][one], zones[1][one], CARD if by_card[one] else CASH, fare[one],
            extra[one], 0.5, tip[one], tolls[one], 0.3, total[one], 2.5,
        ]
        for one in range(TRIPS)
    ]  # fmt: skip
    return separated([COLUMNS, *rows])


def _time(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[s]")).replace("T", " ")
