"""Stand-ins for the files below `/databricks-datasets` that bundles read most."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aerotwin.runtime.samples import csv_files, nyctaxi, tripdata
from aerotwin.runtime.samples.people import CITIES, names, places
from aerotwin.runtime.samples.table import moments

FOLDER = "databricks-datasets"
CUSTOMERS, ORDERS, CLICKS, TRIPS = 500, 1_000, 2_000, 2_000
ITEMS = ("Rolling shelf", "Desk lamp", "Headphones", "Keyboard", "Camera bag", "Router")
TITLES = ("Apache_Spark", "Data_lake", "Main_Page", "Turbofan", "Weather", "New_York_City", "Bread")


@dataclass(frozen=True)
class SampleFile:
    """A file by its path below `/databricks-datasets`."""

    path: str
    make: Callable[[np.random.Generator], str]

    def text(self) -> str:
        """Its content; the same on every call."""
        return self.make(np.random.default_rng(zlib.crc32(self.path.encode())))


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(f"{json.dumps(row, default=str)}\n" for row in rows)


def _trips(rng: np.random.Generator) -> str:
    (sample,) = nyctaxi.TABLES
    columns = sample.columns()
    rows: list[dict[str, object]] = []
    for index in range(TRIPS):
        row = {name: values[index].item() for name, values in columns.items()}
        rows.append({"vendor_id": int(rng.integers(1, 3)), **row})
    return _lines(rows)


def _sales_orders(rng: np.random.Generator) -> str:
    first, last = names(rng, ORDERS)
    placed = moments(rng, "2019-08-01", "2019-10-15", ORDERS).astype("datetime64[s]").astype("int64")
    rows: list[dict[str, object]] = []
    for index in range(ORDERS):
        bought = rng.integers(0, len(ITEMS), rng.integers(1, 4))
        products = [
            {
                "curr": "USD",
                "id": f"AVpf{one:04d}",
                "name": ITEMS[one],
                "price": 20 + 15 * int(one),
                "promotion_info": None,
                "qty": int(rng.integers(1, 5)),
                "unit": "pcs",
            }
            for one in bought
        ]
        rows.append(
            {
                "clicked_items": [[f"AVpf{one:04d}", str(int(rng.integers(1, 90)))] for one in bought],
                "customer_id": int(rng.integers(1, CUSTOMERS + 1)),
                "customer_name": f"{last[index]}, {first[index]}",
                "number_of_line_items": str(len(products)),
                "order_datetime": str(placed[index]),
                "order_number": 316_530_000 + index,
                "ordered_products": products,
                "promo_info": [],
            }
        )
    return _lines(rows)


def _customers(rng: np.random.Generator) -> str:
    first, last = names(rng, CUSTOMERS)
    place = places(rng, CUSTOMERS)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([
        "customer_id", "tax_id", "tax_code", "customer_name", "state", "city", "postcode", "street",
        "number", "unit", "region", "district", "lon", "lat", "ship_to_address", "valid_from", "valid_to",
        "units_purchased", "loyalty_segment",
    ])  # fmt: skip
    for index, at in enumerate(place):
        city, state = CITIES["city"][at], CITIES["state"][at]
        code, number = int(rng.integers(10_000, 99_999)), int(rng.integers(1, 999))
        street = f"{last[index]} Street"
        writer.writerow([
            index + 1, "", "", f"{last[index]}, {first[index]}", state, city, code, street, number,
            "", "", "", CITIES["longitude"][at], CITIES["latitude"][at], f"{state}, {code}, {street}",
            1_532_824_233, "", int(rng.integers(0, 60)), int(rng.integers(0, 4)),
        ])  # fmt: skip
    return text.getvalue()


def _clicks(rng: np.random.Generator) -> str:
    ends = rng.integers(0, len(TITLES), (CLICKS, 2))
    kinds = rng.choice(["link", "other", "redlink"], CLICKS)
    return _lines(
        [
            {
                "curr_id": str(1_000 + here),
                "curr_title": TITLES[here],
                "n": str(int(rng.integers(10, 5_000))),
                "prev_id": str(1_000 + there),
                "prev_title": TITLES[there],
                "type": str(kinds[index]),
            }
            for index, (here, there) in enumerate(ends.tolist())
        ]
    )


FILES = (
    SampleFile("nyctaxi/sample/json/part-00000.json", _trips),
    SampleFile("retail-org/sales_orders/part-00000.json", _sales_orders),
    SampleFile("retail-org/customers/customers.csv", _customers),
    SampleFile("airlines/part-00000", csv_files.airlines),
    SampleFile("flights/departuredelays.csv", csv_files.departure_delays),
    SampleFile("songs/data-001/part-00000", csv_files.songs),
    SampleFile(
        "wikipedia-datasets/data-001/clickstream/raw-uncompressed-json/2015_2_clickstream.json", _clicks
    ),
    *(SampleFile(path, make) for path, make in tripdata.files().items()),
)


def write(dbfs: Path) -> list[str]:
    """Write the files that are missing below the local stand-in of DBFS; their paths as bundles name them."""
    made = []
    for sample in FILES:
        target = dbfs / FOLDER / sample.path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            content = sample.text().encode()
            # Without the time of its making, a file is the same on every call.
            target.write_bytes(gzip.compress(content, mtime=0) if target.suffix == ".gz" else content)
            made.append(f"/{FOLDER}/{sample.path}")
    return made
