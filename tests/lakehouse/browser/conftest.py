"""A real browser on the real application: one small fleet, trained, scored and alerted once for all tests."""

from __future__ import annotations

import importlib.util
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
import yaml
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pyspark.sql import SparkSession

from aerotwin.alerts.raise_ import raise_alerts
from aerotwin.models import score, subject, train
from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.server import ServerInfo
from aerotwin.ui.app import create_app
from aerotwin.ui.lake import Lake, lake_of
from aerotwin.ui.serve import listen
from aerotwin.ui.site import Site

BUNDLE = Path(__file__).parents[3]
SCHEMA = "browser"
# How long a test waits for what a page is to show; nothing is told of how long it took.
PATIENCE_MS = 90_000
_spec = importlib.util.spec_from_file_location("synthetic", BUNDLE / "tests/lakehouse/models/synthetic.py")
assert _spec is not None and _spec.loader is not None
synthetic = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(synthetic)


@dataclass(frozen=True)
class Served:
    """The application under test: its address, its site and a session on its tables."""

    url: str
    site: Site
    spark: SparkSession


def small_bundle(root: Path) -> Path:
    """A bundle of one component with a small forest, so that it trains in seconds."""
    engine = yaml.safe_load((BUNDLE / "conf/components/engine.yml").read_text())
    engine["horizon_days"] = 15
    engine["model"] |= {"n_estimators": 15, "max_depth": 6, "min_samples_leaf": 5}
    engine["alerts"]["persistence"] = {"flights": 2, "of": 3}
    aircraft = yaml.safe_load((BUNDLE / "conf/aircraft.yml").read_text()) | {"components": ["engine"]}
    components = root / "conf" / "components"
    components.mkdir(parents=True)
    (components / "engine.yml").write_text(yaml.safe_dump(engine))
    (root / "conf" / "aircraft.yml").write_text(yaml.safe_dump(aircraft))
    shutil.copy(BUNDLE / "conf/fleet.yml", root / "conf/fleet.yml")
    (root / "databricks.yml").write_text("bundle: {name: small}\n")
    return root


def ready(lake: Lake) -> SparkSession:
    lake.start()
    deadline = time.monotonic() + 120
    while lake.state == "starting" and time.monotonic() < deadline:
        time.sleep(0.05)
    return lake.session()


def land(spark: SparkSession, landing: Path) -> None:
    """The landed file that the readings name, one line a flight."""
    rows = spark.table("engine_silver").select("aircraft_id", "cycle", "source_file").toPandas()
    for name, part in rows.groupby("source_file"):
        file = landing / str(name)
        file.parent.mkdir(parents=True)
        part[["aircraft_id", "cycle"]].to_json(file, orient="records", lines=True)


@contextmanager
def configured(root: Path) -> Iterator[None]:
    """This process reads the configuration of the bundle at `root`, and other tests' again afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AEROTWIN_CONF", str(root / "conf"))
        patch.setenv("AEROTWIN_BUNDLE_ROOT", str(root))
        yield


@pytest.fixture(scope="session")
def served(home: Home, info: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application on a lakehouse with readings, a model, inferences and alerts of ten engines."""
    assert info.port
    root = small_bundle(tmp_path_factory.mktemp("bundle"))
    landing = root / "landing"
    with listen(0) as listener:
        port = listener.getsockname()[1]
        site = Site(home, root, "dev", "small", None, SCHEMA, str(landing), port, who="kim")
        lake = lake_of(site)
        with configured(root):
            spark = ready(lake)
            about = replace(subject.load("engine"), horizon_days=15)
            synthetic.write(spark, about, foretell=True)
            spark.sql("ALTER TABLE maintenance_events ADD COLUMNS (kind STRING)").collect()
            land(spark, landing)
            assert train.train(spark, about, "main", SCHEMA).verdict.promoted
            score.score(spark, about, "main", SCHEMA)
            assert raise_alerts(spark, about).opened >= 4
        server = uvicorn.Server(uvicorn.Config(create_app(site, lake), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield Served(f"http://127.0.0.1:{port}", site, spark)
        server.should_exit = True
        thread.join(10)


@pytest.fixture(autouse=True)
def _configured(served: Served) -> Iterator[None]:
    """The application answers from this process, so its configuration holds while a test runs."""
    with configured(served.site.bundle_root):
        yield


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page at the application's address; the test fails if the browser logs an error."""
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    context = browser.new_context(base_url=served.url)
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    opened = context.new_page()
    opened.on("console", hear)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
