"""`samples.nyctaxi`: taxi trips in New York in the first two months of 2016."""

from __future__ import annotations

import numpy as np

from aerotwin.runtime.samples.table import Columns, Sample, moments

TRIPS = 21_932
# Manhattan's busy zip codes are more likely than those farther out.
ZIPS = (*range(10001, 10041), 10065, 10069, 10075, 10103, 10110, 10119, 10128, 10153, 10162, 10282,
        11101, 11103, 11105, 11201, 11205, 11211, 11215, 11217, 11222, 11231, 11371, 11430)  # fmt: skip
MILES_AN_HOUR = 12.0


def _trips(rng: np.random.Generator) -> Columns:
    weights = 1 / np.arange(1, len(ZIPS) + 1) ** 0.5
    pickup = np.sort(moments(rng, "2016-01-01", "2016-03-01", TRIPS))
    miles = np.round(np.clip(rng.lognormal(0.55, 0.8, TRIPS), 0.1, 30), 2)
    hours = miles / MILES_AN_HOUR * rng.lognormal(0, 0.3, TRIPS)
    seconds = np.maximum(60, hours * 3600).astype("int64")
    # The meter: 2.50 to start, then 2.50 a mile or 0.50 a minute, in steps of 0.50.
    fare = np.round((2.5 + 2.1 * miles + seconds / 60 * 0.25) * 2) / 2
    ends = rng.choice(ZIPS, (2, TRIPS), p=weights / weights.sum())
    return {
        "tpep_pickup_datetime": pickup,
        "tpep_dropoff_datetime": pickup + seconds.astype("timedelta64[s]"),
        "trip_distance": miles,
        "fare_amount": fare,
        "pickup_zip": ends[0].astype("int32"),
        "dropoff_zip": ends[1].astype("int32"),
    }


TABLES = (
    Sample(
        "nyctaxi",
        "trips",
        "tpep_pickup_datetime timestamp, tpep_dropoff_datetime timestamp, trip_distance double, "
        "fare_amount double, pickup_zip int, dropoff_zip int",
        _trips,
    ),
)
