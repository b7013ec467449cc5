from pathlib import Path

import numpy as np
import pandas as pd

from aerotwin.runtime.samples import files


def test_a_month_of_trips_is_a_compressed_file_whose_amounts_add_up(tmp_path: Path) -> None:
    assert "/databricks-datasets/nyctaxi/tripdata/yellow/yellow_tripdata_2019-12.csv.gz" in files.write(
        tmp_path
    )
    folder = tmp_path / "databricks-datasets/nyctaxi/tripdata/yellow"
    trips = pd.read_csv(
        folder / "yellow_tripdata_2019-12.csv.gz",
        parse_dates=["tpep_pickup_datetime", "tpep_dropoff_datetime"],
    )
    assert len(trips.columns) == 18
    assert trips.tpep_pickup_datetime.between("2019-12-01", "2020-01-01", inclusive="left").all()
    assert (trips.tpep_dropoff_datetime > trips.tpep_pickup_datetime).all()
    parts = trips[["fare_amount", "extra", "mta_tax", "tip_amount", "tolls_amount", "improvement_surcharge",
                   "congestion_surcharge"]]  # fmt: skip
    assert np.allclose(parts.sum(axis=1), trips.total_amount)
    assert (trips.tip_amount[trips.payment_type == 2] == 0).all()
    again = (folder / "yellow_tripdata_2019-01.csv.gz").read_bytes()
    (folder / "yellow_tripdata_2019-01.csv.gz").unlink()
    files.write(tmp_path)
    assert (folder / "yellow_tripdata_2019-01.csv.gz").read_bytes() == again
