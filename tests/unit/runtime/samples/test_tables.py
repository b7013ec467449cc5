import csv
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.samples import delta_files, files
from aerotwin.runtime.samples.install import TABLES, chosen
from aerotwin.runtime.samples.table import Sample

BY_NAME = {one.full_name: one for one in TABLES}


def frame(name: str) -> pd.DataFrame:
    return pd.DataFrame(BY_NAME[f"samples.{name}"].columns())


SAMPLES = [*TABLES, delta_files.TABLES["nyctaxi/tables/nyctaxi_yellow"]]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.full_name)
def test_rows_have_the_columns_in_order_and_are_the_same_again(sample: Sample) -> None:
    rows = pd.DataFrame(sample.columns())
    assert list(rows) == re.findall(r"(?:^|, )(\w+) ", sample.ddl)
    assert len(rows) > 0
    pd.testing.assert_frame_equal(rows, pd.DataFrame(sample.columns()))


def test_taxi_trips_are_plausible() -> None:
    trips = frame("nyctaxi.trips")
    assert len(trips) == 21_932
    took = trips["tpep_dropoff_datetime"] - trips["tpep_pickup_datetime"]
    assert (took > pd.Timedelta(0)).all()
    assert trips["tpep_pickup_datetime"].between("2016-01-01", "2016-03-01").all()
    assert (trips["fare_amount"] >= 2.5).all()
    assert np.corrcoef(trips["trip_distance"], trips["fare_amount"])[0, 1] > 0.9


@pytest.mark.parametrize(
    ("child", "parent", "key"),
    [
        ("bakehouse.sales_transactions", "bakehouse.sales_customers", "customerID"),
        ("bakehouse.sales_transactions", "bakehouse.sales_franchises", "franchiseID"),
        ("bakehouse.sales_franchises", "bakehouse.sales_suppliers", "supplierID"),
        ("bakehouse.media_customer_reviews", "bakehouse.sales_franchises", "franchiseID"),
        ("wanderbricks.bookings", "wanderbricks.users", "user_id"),
        ("wanderbricks.bookings", "wanderbricks.properties", "property_id"),
        ("wanderbricks.properties", "wanderbricks.destinations", "destination_id"),
        ("wanderbricks.properties", "wanderbricks.hosts", "host_id"),
        ("wanderbricks.payments", "wanderbricks.bookings", "booking_id"),
    ],
)
def test_keys_find_their_rows(child: str, parent: str, key: str) -> None:
    assert frame(parent)[key].is_unique
    assert frame(child)[key].isin(frame(parent)[key]).all()


def test_lines_belong_to_orders_and_are_numbered_from_one() -> None:
    lines = frame("tpch.lineitem")
    assert lines["l_orderkey"].isin(frame("tpch.orders")["o_orderkey"]).all()
    first = lines.groupby("l_orderkey")["l_linenumber"].agg(["min", "max", "count"])
    assert (first["min"] == 1).all()
    assert (first["max"] == first["count"]).all()
    pairs = frame("tpch.partsupp")[["ps_partkey", "ps_suppkey"]]
    assert not pairs.duplicated().any()


def test_days_of_the_retail_benchmark_are_those_of_the_calendar() -> None:
    days = frame("tpcds_sf1.date_dim").set_index("d_date_sk")
    # 11 September 2001 was a Tuesday, the 2,452,164th Julian day.
    day = days.loc[2_452_164]
    assert (str(day["d_date"])[:10], day["d_day_name"], day["d_dow"]) == ("2001-09-11", "Tuesday", 2)
    assert (day["d_year"], day["d_moy"], day["d_dom"], day["d_quarter_name"]) == (2001, 9, 11, "2001Q3")
    assert frame("tpcds_sf1.store_returns")["sr_returned_date_sk"].isin(days.index).all()


def test_samples_are_chosen_by_schema_or_name() -> None:
    assert [one.full_name for one in chosen(["nyctaxi", "samples.tpch.region"])] == [
        "samples.nyctaxi.trips",
        "samples.tpch.region",
    ]
    assert chosen([]) == list(TABLES)
    with pytest.raises(AeroTwinError, match="nyctaxi, bakehouse"):
        chosen(["accuweather"])


def test_files_are_written_once(tmp_path: Path) -> None:
    made = files.write(tmp_path)
    assert len(made) == len(files.FILES)
    assert files.write(tmp_path) == []
    folder = tmp_path / "databricks-datasets"
    trips = [json.loads(line) for line in (folder / "nyctaxi/sample/json/part-00000.json").open()]
    assert {"fare_amount", "trip_distance"} <= set(trips[0])
    with (folder / "retail-org/customers/customers.csv").open() as text:
        assert {"customer_id", "loyalty_segment"} <= set(next(csv.DictReader(text)))
