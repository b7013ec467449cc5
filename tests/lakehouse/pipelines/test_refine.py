"""The real pipeline over a small simulated landing, with every kind of bad file; run again, and with more."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from aerotwin.conf import load_component, load_fleet
from aerotwin.features import register
from aerotwin.quality import gate, reconcile
from aerotwin.runtime.home import Home
from aerotwin.runtime.pipelines.run import run_pipeline
from aerotwin.simulation.generate import generate

SLUGS = ["engine", "avionics"]
COMPONENTS = [load_component(slug) for slug in SLUGS]
BUNDLE = Path(__file__).parents[3]
SCHEMA = "refine_test"
BAD = {
    "empty.jsonl": b"",
    "truncated.jsonl": b'{"aircraft_id": "AT-001", "cycle": 5, "obser',
    "other_schema.jsonl": b'{"city": "Oslo", "temperature": 4}\n',
    "junk.jsonl": bytes(range(1, 256)) * 3,
    "array.jsonl": b"[1, 2, 3]\n",
    "overflow.jsonl": b'{"aircraft_id": "AT-001", "cycle": 1e40, "observed_at": "2024-01-01T00:00:00Z"}\n',
    "text.jsonl": b'{"aircraft_id": "AT-001", "cycle": 99, "observed_at": "2024-01-01", "thrust": "n/a"}\n',
    "no_time.jsonl": b'{"aircraft_id": "AT-001", "cycle": 9999, "observed_at": "yesterday"}\n',
    ".unfinished.jsonl": b'{"aircraft_id": "AT-001", "cycle": 1',
}
TABLES = [
    f"{slug}_{kind}" for slug in SLUGS for kind in ("bronze", "silver", "quarantine", "features", "health")
]
TABLES += ["aircraft", "maintenance_events", "component_failures", "events_quarantine", "events_bronze"]


class Lakehouse:
    """A landing folder and a pipeline over it."""

    def __init__(self, spark: SparkSession, home: Home, environment: dict[str, str], folder: Path):
        self.spark, self.home, self.environment = spark, home, environment
        self.landing, self.log = folder / "landing", folder / "run.log"

    def refine(self) -> dict[str, int]:
        """Run the pipeline; the number of rows of every table."""
        resource = {
            "name": SCHEMA,
            "catalog": "main",
            "schema": SCHEMA,
            "libraries": [{"glob": {"include": "pipelines/**"}}],
            "configuration": {
                "aerotwin.components": ",".join(SLUGS),
                "aerotwin.landing_path": str(self.landing),
                "aerotwin.prefix": "",
                "aerotwin.aircraft": "true",
            },
        }
        run_pipeline(
            resource,
            bundle_root=BUNDLE,
            home=self.home,
            environment=self.environment,
            pool=None,
            log=self.log,
            timeout=500,
            cancel=threading.Event(),
            full_refresh=False,
        )
        self.spark.catalog.setCurrentDatabase(SCHEMA)
        for table in [*TABLES, "aircraft_features", "aircraft_health"]:
            self.spark.catalog.refreshTable(table)
        return {t: self.spark.table(t).count() for t in [*TABLES, "aircraft_features", "aircraft_health"]}

    def pandas(self, table: str) -> pd.DataFrame:
        """A whole table."""
        return self.spark.table(table).toPandas()


@pytest.fixture(scope="module")
def lakehouse(
    spark_session: SparkSession,
    home: Home,
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Lakehouse]:
    """Refined once, bad files and all."""
    made = Lakehouse(spark_session, home, environment, tmp_path_factory.mktemp("refine"))
    for component in COMPONENTS:
        generate(component, load_fleet(), made.landing, scale=0.12, days=60)
    for name, content in BAD.items():
        (made.landing / "engine" / name).write_bytes(content)
    spark_session.sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}").collect()
    made.first = made.refine()  # type: ignore[attr-defined]
    yield made
    spark_session.catalog.setCurrentDatabase("default")
    spark_session.sql(f"DROP SCHEMA {SCHEMA} CASCADE").collect()
    shutil.rmtree(made.landing)


def lines(folder: Path) -> int:
    return sum(len(file.read_text().splitlines()) for file in folder.glob("readings_*.jsonl"))


def test_no_row_is_lost(lakehouse):
    assert lakehouse.first["avionics_bronze"] == lines(lakehouse.landing / "avionics")
    for counts in reconcile.reconcile_all(lakehouse.spark, COMPONENTS):
        assert counts.balanced, counts
        assert counts.silver > 500


def test_bad_files_are_quarantined_with_their_reason(lakehouse):
    rows = lakehouse.pandas("engine_quarantine")
    reasons = {
        file.removeprefix("engine/"): sorted({rule for rules in part["failed_rules"] for rule in rules})
        for file, part in rows.groupby("source_file")
    }
    bad = {name: reasons.get(name) for name in BAD}
    missing = ["aircraft_id_present", "cycle_positive", "observed_at_present"]
    assert bad == {
        "empty.jsonl": ["empty_file"],
        "truncated.jsonl": ["corrupt_record"],
        "other_schema.jsonl": missing,
        "junk.jsonl": ["corrupt_record"],
        "array.jsonl": ["corrupt_record"],
        "overflow.jsonl": ["corrupt_record"],
        "text.jsonl": ["corrupt_record"],
        "no_time.jsonl": ["corrupt_record"],
        ".unfinished.jsonl": None,
    }


def test_features_are_those_of_pandas(lakehouse):
    silver, features = lakehouse.pandas("engine_silver"), lakehouse.pandas("engine_features")
    events = lakehouse.pandas("maintenance_events").query("component == 'engine'")
    assert len(features) == len(silver)
    for row in features.sample(25, random_state=3).itertuples():
        past = silver[(silver.aircraft_id == row.aircraft_id) & (silver.observed_at <= row.observed_at)]
        week = past[past.observed_at > row.observed_at - pd.Timedelta(days=7)]
        values = week["oil_pressure"].dropna()
        days = (week.loc[values.index, "observed_at"] - row.observed_at).dt.total_seconds() / 86400
        np.testing.assert_allclose(row.oil_pressure_mean_7d, values.mean(), rtol=1e-9)
        if len(values) > 2:
            np.testing.assert_allclose(row.oil_pressure_std_7d, values.std(), rtol=1e-6)
            slope = np.polyfit(days, values, 1)[0]
            np.testing.assert_allclose(row.oil_pressure_slope_7d, slope, rtol=1e-5, atol=1e-7)
        assert row.flights_7d == len(week)
        before = events[(events.aircraft_id == row.aircraft_id) & (events.occurred_at <= row.observed_at)]
        if len(before):
            since = (row.observed_at - before.occurred_at.max()).total_seconds() / 86400
            assert row.days_since_maintenance == pytest.approx(since, abs=1e-6)
        else:
            assert np.isnan(row.days_since_maintenance)


def test_health_is_the_latest_feature_row(lakehouse):
    features = lakehouse.pandas("avionics_features").sort_values("observed_at").groupby("aircraft_id").tail(1)
    health = lakehouse.pandas("avionics_health").set_index("aircraft_id")
    latest = features.set_index("aircraft_id")["health_index"]
    pd.testing.assert_series_equal(health["health_index"].sort_index(), latest.sort_index())
    assert set(health["status"]) <= {"NOMINAL", "WARNING", "CRITICAL"}


def test_every_column_has_a_comment(lakehouse):
    for table in TABLES:
        bare = [f.name for f in lakehouse.spark.table(table).schema if not f.metadata.get("comment")]
        assert bare == [], table


def test_the_gate_and_registration_hold(lakehouse, tmp_path):
    assert gate.gate(lakehouse.spark, COMPONENTS, tmp_path, aircraft=True) == 5
    assert len(list(tmp_path.glob("*.html"))) == 5
    chosen = register.Chosen(COMPONENTS, aircraft=True)
    assert len(register.register(lakehouse.spark, chosen, {"run_id": "r1"})) == 3
    assert lakehouse.spark.table("feature_tables").count() == 3


def test_again_changes_nothing_and_new_files_alone_are_read(lakehouse):
    assert lakehouse.refine() == lakehouse.first
    for component in COMPONENTS:
        generate(component, load_fleet(), lakehouse.landing, scale=0.12, days=70)
    late = (lakehouse.landing / "engine" / "late.jsonl").open("w")
    old = min((lakehouse.landing / "engine").glob("readings_*.jsonl")).read_text().splitlines()[:40]
    with late:
        late.write("\n".join(old) + "\n")
    before = lakehouse.spark.table("engine_bronze").agg(F.max("ingested_at")).first()[0]
    after = lakehouse.refine()
    assert after["avionics_silver"] > lakehouse.first["avionics_silver"]
    read = lakehouse.spark.table("engine_bronze").where(F.col("ingested_at") > before)
    files = {row.source_file for row in read.select("source_file").distinct().collect()}
    assert "engine/late.jsonl" in files
    new = {f"engine/{file.name}" for file in (lakehouse.landing / "engine").glob("*.jsonl")}
    assert files <= new - {f"engine/{name}" for name in BAD}
    first_files = lakehouse.spark.table("engine_bronze").where(F.col("ingested_at") <= before)
    assert not files & {row.source_file for row in first_files.select("source_file").distinct().collect()}
    counts = reconcile.reconcile_all(lakehouse.spark, COMPONENTS)
    assert all(count.balanced for count in counts)
    assert {c.component: c.duplicates for c in counts}["engine"] >= 35
