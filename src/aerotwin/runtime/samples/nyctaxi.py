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


def _yellow(rng: np.random.Generator) -> Columns:
    """Of the older records, which have places by their coordinates."""
    trips = _trips(rng)
    places = rng.normal([[-73.98], [40.75], [-73.98], [40.75]], 0.02, (4, TRIPS)).round(6)
    by_card = rng.random(TRIPS) < 0.65
    fare, extra = trips["fare_amount"], rng.choice([0.0, 0.5, 1.0], TRIPS)
    tip = np.where(by_card, (fare * rng.uniform(0.1, 0.25, TRIPS)).round(2), 0.0)
    tolls = np.where(rng.random(TRIPS) < 0.05, 5.54, 0.0)
    mta_tax = np.full(TRIPS, 0.5)
    return {
        "vendor_id": rng.choice(["CMT", "VTS"], TRIPS),
        "pickup_datetime": trips["tpep_pickup_datetime"],
        "dropoff_datetime": trips["tpep_dropoff_datetime"],
        "passenger_count": rng.integers(1, 7, TRIPS).astype("int32"),
        "trip_distance": trips["trip_distance"],
        "pickup_longitude": places[0],
        "pickup_latitude": places[1],
        "rate_code_id": np.ones(TRIPS, "int32"),
        "store_and_fwd_flag": np.full(TRIPS, "N"),
        "dropoff_longitude": places[2],
        "dropoff_latitude": places[3],
        "payment_type": np.where(by_card, "CRD", "CSH"),
        "fare_amount": fare,
        "extra": extra,
        "mta_tax": mta_tax,
        "tip_amount": tip,
        "tolls_amount": tolls,
        "total_amount": (fare + extra + mta_tax + tip + tolls).round(2),
    }


# Below `/databricks-datasets`, not in the catalog.
YELLOW = Sample(
    "nyctaxi",
    "nyctaxi_yellow",
    "vendor_id string, pickup_datetime timestamp, dropoff_datetime timestamp, passenger_count int, "
    "trip_distance double, pickup_longitude double, pickup_latitude double, rate_code_id int, "
    "store_and_fwd_flag string, dropoff_longitude double, dropoff_latitude double, payment_type string, "
    "fare_amount double, extra double, mta_tax double, tip_amount double, tolls_amount double, "
    "total_amount double",
    _yellow,
)
TABLES = (
    Sample(
        "nyctaxi",
        "trips",
        "tpep_pickup_datetime timestamp, tpep_dropoff_datetime timestamp, trip_distance double, "
        "fare_amount double, pickup_zip int, dropoff_zip int",
        _trips,
    ),
)
