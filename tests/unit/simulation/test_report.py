from pathlib import Path

import pytest

from aerotwin import conf
from aerotwin.errors import AeroTwinError
from aerotwin.simulation import generate, report

ENGINE = conf.load_component("engine")


def test_parameters_become_numbers() -> None:
    assert report.sizes("0.08", "") == {"scale": 0.08, "days": None}
    assert report.sizes("1", "120") == {"scale": 1.0, "days": 120}


@pytest.mark.parametrize(("scale", "days", "named"), [("big", "", "scale"), ("1", "-3", "days")])
def test_a_parameter_that_is_no_number_is_named(scale: str, days: str, named: str) -> None:
    with pytest.raises(AeroTwinError, match=f"^{named}: "):
        report.sizes(scale, days)


def test_each_failure_mode_has_its_telling_sensor() -> None:
    names = [report.telling(ENGINE, mode.name).name for mode in ENGINE.failure_modes]
    assert names == ["egt_margin", "n2_vibration", "oil_consumption"]


def test_summary_and_plot_of_what_has_landed(tmp_path: Path) -> None:
    landed = generate(ENGINE, conf.load_fleet(), tmp_path, 0.08, 300)
    row = report.summary(landed, tmp_path, ENGINE).iloc[0]
    assert row["readings"] == landed.readings
    assert row["files in all"] == len(landed.files) - 1
    (axes,) = report.plot(ENGINE, tmp_path).axes
    assert axes.get_title().startswith("AT-00")


def test_what_is_no_reading_is_not_plotted(tmp_path: Path) -> None:
    generate(ENGINE, conf.load_fleet(), tmp_path, 0.08, 300)
    wanted = report.plot(ENGINE, tmp_path).axes[0].lines[0].get_xydata()
    folder = tmp_path / "engine"
    (folder / "0-cut.jsonl").write_text('{"aircraft_id": "AT-001", "cyc')
    (folder / "0-noise.jsonl").write_bytes(bytes(range(256)))
    (folder / "0-other.jsonl").write_text('"AT-001"\n7\n{"aircraft_id": 3}\na,b,AT-001\n')
    line = report.plot(ENGINE, tmp_path).axes[0].lines[0].get_xydata()
    # Of the first files only some are shown, so now there are fewer points, and each is one of before.
    assert {tuple(point) for point in line} <= {tuple(point) for point in wanted}
    assert len(line) > 0


def test_nothing_landed_is_said(tmp_path: Path) -> None:
    with pytest.raises(AeroTwinError, match="holds no readings to plot"):
        report.plot(ENGINE, tmp_path)
