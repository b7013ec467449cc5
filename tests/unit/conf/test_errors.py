"""Each broken file must point at its line and key, show the value and say what is allowed."""

import re
from pathlib import Path

import pytest

from aerotwin import conf


def message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> tuple[str, int]:
    """The error for engine.yml with `old` replaced by `new`, and the line where that stands."""
    text = (conf.root() / "components" / "engine.yml").read_text()
    fleet = (conf.root() / "fleet.yml").read_text()
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    (tmp_path / "components").mkdir()
    (tmp_path / "fleet.yml").write_text(fleet)
    (tmp_path / "components" / "engine.yml").write_text(text.replace(old, new, 1))
    monkeypatch.setenv("AEROTWIN_CONF", str(tmp_path))
    with pytest.raises(conf.ConfError) as caught:
        conf.load_component("engine")
    return str(caught.value), line


CASES = [
    ("noise: 5.5", "noise: -5.5", r"sensors\[0\]\.noise: -5\.5 is not allowed: .*greater than or equal to 0"),
    ("noise: 5.5", "noise: loud", r"sensors\[0\]\.noise: 'loud' is not allowed: .*valid number"),
    ("noise: 5.5", "noize: 5.5", r"sensors\[0\]\.noize: is no key here; allowed: .*noise, nominal"),
    ("valid_range: [-60, 160]", "valid_range: [160, -60]", r"sensors\[0\]\.valid_range: .*below the second"),
    ("nominal: 62", "nominal: 620", r"sensors\[0\]\.nominal: 620 must lie within valid_range, -60 to 160"),
    ("direction: down", "direction: left", r"sensors\[0\]\.direction: 'left' .*'up', 'down' or 'none'"),
    ("name: n1_vibration", "name: egt_margin", r"sensors\[1\]\.name: 'egt_margin' stands twice"),
    ("name: n1_vibration", "name: cycle", r"sensors\[1\]\.name: 'cycle' is taken by every reading"),
    ("interval_days: 120", "interval_days: 0", r"maintenance\.interval_days: 0 is not allowed: .*1"),
    (
        "method: time_and_group",
        "method: random",
        r"model\.split\.method: 'random' .*'time_and_group' or 'named'",
    ),
    ("probability: 0.45", "probability: 0.75", r"alerts\.levels\[1\]\.probability: 0\.75 must be below 0\.6"),
    ("severity: HIGH", "severity: WORSE", r"alerts\.levels\[1\]\.severity: 'WORSE' .*'CRITICAL', 'HIGH'"),
    ("desert: 1.25", "moon: 1.25", r"wear\.environment\.moon: .*'temperate', 'maritime'"),
    (
        "check: oil_temperature >",
        "check: oil_heat >",
        r"quality\[2\]\.check: .*'oil_heat' is no column; allowed: ",
    ),
    ("max_features: sqrt", "max_features: many", r"model\.max_features: 'many' is not allowed"),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES, ids=[new for _, new, _ in CASES])
def test_a_wrong_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: str
) -> None:
    found, line = message(tmp_path, monkeypatch, old, new)
    assert re.search(rf"engine\.yml:{line}: {expected}", found), found


def test_an_effect_on_no_sensor_points_into_the_failure_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, line = message(tmp_path, monkeypatch, "{egt_margin:", "{egt:")
    assert f"engine.yml:{line}: failure_modes[0].effects.egt: " in found
    assert "is no sensor of this component; allowed: egt_margin, n1_vibration" in found


def test_shares_that_do_not_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = message(tmp_path, monkeypatch, "share: 0.4", "share: 0.5")
    assert re.search(r"engine\.yml:\d+: failure_modes: the shares must add up to 1, not 1\.1", found)


def test_a_missing_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = message(tmp_path, monkeypatch, "code: ENG\n", "")
    assert re.search(r"engine\.yml:1: code: is missing; allowed: ", found), found


def test_several_errors_come_one_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, line = message(tmp_path, monkeypatch, "noise: 5.5", "noise: -1\n    colour: red")
    assert f"engine.yml:{line}: sensors[0].noise" in found
    assert f"engine.yml:{line + 1}: sensors[0].colour: is no key here" in found


def test_broken_yaml_names_file_line_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, line = message(tmp_path, monkeypatch, "restores: [0.2, 0.06]", "restores: [0.2, 0.06")
    match = re.search(r"engine\.yml:(\d+): (\w+): is not YAML: ", found)
    assert match, found
    assert match[2] in ("restores", "imperfect_rate")
    assert line <= int(match[1]) <= line + 1


def test_a_tab_is_no_indentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, line = message(tmp_path, monkeypatch, "  interval_days", "\tinterval_days")
    assert f"engine.yml:{line}: interval_days: is not YAML: " in found


def test_a_key_that_stands_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, line = message(tmp_path, monkeypatch, "code: ENG", "code: ENG\ncode: EN")
    assert f"engine.yml:{line + 1}: code: stands twice (first on line {line})" in found


def test_a_list_instead_of_a_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fleet.yml").write_text("- aircraft\n")
    monkeypatch.setenv("AEROTWIN_CONF", str(tmp_path))
    with pytest.raises(conf.ConfError, match=r"fleet\.yml:1: must be a mapping"):
        conf.load_fleet()


def test_an_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fleet.yml").write_text("")
    monkeypatch.setenv("AEROTWIN_CONF", str(tmp_path))
    with pytest.raises(conf.ConfError, match=r"fleet\.yml:1: must be a mapping"):
        conf.load_fleet()
