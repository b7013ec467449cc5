from pathlib import Path

import pytest

from aerotwin.runtime.bundle import load
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs import stand_ins
from aerotwin.runtime.jobs.made import made, record


def wanted(tmp_path: Path, program: str) -> list[str]:
    (tmp_path / "databricks.yml").write_text("bundle: {name: b}\ntargets: {dev: {default: true}}\n")
    (tmp_path / "a.py").write_text(program)
    return stand_ins.wanted(load(tmp_path))


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ('spark.read.table("samples.nyctaxi.trips")', ["samples.nyctaxi.trips"]),
        ("-- from `samples`.`bakehouse`.`sales_suppliers`", ["samples.bakehouse.sales_suppliers"]),
        ("select * from SAMPLES.NYCTAXI.TRIPS t", ["samples.nyctaxi.trips"]),
        ("select * from samples.accuweather.forecast_daily", []),
        ("main.samples.nyctaxi.trips  my_samples.nyctaxi.trips", []),
        ("from samples.nyctaxi import trips", []),
        ('Table(catalog="samples", db="tpch", name="orders")', ["samples.tpch.orders"]),
        ('CATALOG = "samples"  # of nothing that is known', []),
        (
            'spark.read.csv("dbfs:/databricks-datasets/retail-org/customers/")',
            ["/databricks-datasets/retail-org/customers/customers.csv"],
        ),
        (
            'load("dbfs:/databricks-datasets/nyctaxi/tripdata/yellow/yellow_tripdata_2019-12.csv.gz")',
            [
                f"/databricks-datasets/nyctaxi/tripdata/yellow/yellow_tripdata_2019-{month:02d}.csv.gz"
                for month in range(1, 13)
            ],
        ),
        (
            "delta.`/databricks-datasets/nyctaxi-with-zipcodes/subsampled`",
            ["/databricks-datasets/nyctaxi-with-zipcodes/subsampled"],
        ),
    ],
)
def test_what_sources_name_of_the_sample_data_there_are_stand_ins_for(
    tmp_path: Path, program: str, names: list[str]
) -> None:
    assert wanted(tmp_path, program) == names


def test_a_schema_whose_tables_name_is_put_together_is_wanted_whole(tmp_path: Path) -> None:
    found = wanted(tmp_path, 'spark.table(f"samples.tpch.{name}")')
    assert found == [
        f"samples.tpch.{one}"
        for one in ("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")
    ]


@pytest.mark.parametrize(
    ("program", "known"),
    [
        ("USE CATALOG samples;\nUSE SCHEMA nyctaxi;\nSELECT * FROM trips", True),
        ("use `samples`.`nyctaxi`", True),
        ('spark.sql("USE DATABASE samples.nyctaxi")', True),
        ("USE CATALOG main; USE SCHEMA nyctaxi;", False),
        ("USE CATALOG samples_of_ours; USE nyctaxi;", False),
    ],
)
def test_a_schema_that_statements_choose_is_wanted_whole(tmp_path: Path, program: str, known: bool) -> None:
    assert wanted(tmp_path, program) == (["samples.nyctaxi.trips"] if known else [])


def test_what_is_there_is_not_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted(tmp_path, "samples.nyctaxi.trips, samples.tpch.region")
    bundle, home = load(tmp_path), Home(tmp_path / "home")
    assert stand_ins.missing(bundle, home) == ["samples.nyctaxi.trips", "samples.tpch.region"]
    home.metastore.mkdir(parents=True)
    record(home, stand_ins.FILE, ["samples.tpch.region"])
    assert stand_ins.missing(bundle, home) == ["samples.nyctaxi.trips"]
    record(home, stand_ins.FILE, ["samples.nyctaxi.trips"])
    assert sorted(made(home, stand_ins.FILE)) == [
        "samples.nyctaxi.trips",
        "samples.tpch.region",
    ]
    monkeypatch.setenv("SPARK_REMOTE", "sc://elsewhere")
    assert stand_ins.missing(bundle, home) == []
