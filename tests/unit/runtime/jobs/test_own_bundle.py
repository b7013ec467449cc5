"""What this project's own bundle counts on: the examples in the runtime's messages are no part of it."""

from pathlib import Path

from aerotwin.runtime.bundle import load
from aerotwin.runtime.jobs.places import places
from aerotwin.runtime.jobs.stand_ins import wanted

BUNDLE = Path(__file__).parents[4]


def test_its_own_catalog_schema_and_volume_and_no_sample_data() -> None:
    bundle = load(BUNDLE, environ={})
    assert places(bundle) == [
        "CREATE CATALOG IF NOT EXISTS `main`",
        "CREATE SCHEMA IF NOT EXISTS `main`.`aerotwin_dev`",
        "CREATE VOLUME IF NOT EXISTS `main`.`aerotwin_dev`.`landing`",
    ]
    assert wanted(bundle) == []
