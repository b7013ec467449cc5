from pathlib import Path

import pytest

from aerotwin import conf

SLUGS = [
    "airframe",
    "auxiliarysystems",
    "avionics",
    "cabinpressurization",
    "electricalsystems",
    "engine",
    "environmentalsystems",
    "fuelsystems",
    "hydraulicsystems",
    "landinggear",
]
CODES = ["AF", "AUX", "AV", "CP", "ES", "ENG", "ENV", "FS", "HS", "LG"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's configuration, free to break."""
    for file in conf.root().rglob("*.yml"):
        copy = tmp_path / file.relative_to(conf.root())
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text())
    monkeypatch.setenv("AEROTWIN_CONF", str(tmp_path))
    return tmp_path


def test_the_ten_components_of_the_fleet_and_their_codes() -> None:
    components = conf.load_components()
    assert list(components) == SLUGS
    assert [component.code for component in components.values()] == CODES


def test_turbofan_comes_only_by_name() -> None:
    assert "turbofan" not in conf.load_components()
    assert conf.load_components(["turbofan"])["turbofan"].fleet == "turbofan"


def test_the_aircraft_sums_up_all_ten() -> None:
    assert sorted(conf.load_aircraft().components) == SLUGS


def test_every_simulated_component_has_enough_sensors_modes_and_rules() -> None:
    for component in conf.load_components().values():
        assert 6 <= len(component.sensors) <= 9
        assert 2 <= len(component.failure_modes) <= 4
        assert len(component.quality) >= 3


def test_effects_move_sensors_the_way_their_direction_says() -> None:
    for component in conf.load_components([*SLUGS, "turbofan"]).values():
        signs = {"up": 1, "down": -1}
        direction = {sensor.name: signs.get(sensor.direction) for sensor in component.sensors}
        for mode in component.failure_modes:
            for sensor, effect in mode.effects.items():
                expected = direction[sensor]
                assert expected is not None and effect * expected > 0, (component.slug, mode.name, sensor)


def test_an_unknown_component_names_the_valid_ones_in_one_line() -> None:
    with pytest.raises(conf.ConfError) as caught:
        conf.load_component("engin")
    message = str(caught.value)
    assert message.startswith("unknown component 'engin': choose one of airframe, auxiliarysystems,")
    assert "\n" not in message


def test_a_component_file_is_all_a_new_component_needs(folder: Path) -> None:
    text = (folder / "components" / "engine.yml").read_text()
    copy = text.replace("slug: engine", "slug: propeller").replace("code: ENG", "code: PRP")
    (folder / "components" / "propeller.yml").write_text(copy)
    assert conf.load_component("propeller").code == "PRP"


def test_the_slug_must_be_the_name_of_the_file(folder: Path) -> None:
    (folder / "components" / "engine.yml").rename(folder / "components" / "motor.yml")
    with pytest.raises(
        conf.ConfError, match=r"motor\.yml:2: slug: 'engine' must be the file's name, 'motor'"
    ):
        conf.load_component("motor")


def test_the_aircraft_may_only_sum_up_known_components(folder: Path) -> None:
    file = folder / "aircraft.yml"
    file.write_text(file.read_text().replace("- avionics", "- avionic"))
    with pytest.raises(conf.ConfError, match=r"aircraft\.yml:10: components\[2\]: 'avionic' is no component"):
        conf.load_aircraft()


def test_a_conf_folder_without_a_fleet_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEROTWIN_CONF", str(tmp_path))
    with pytest.raises(conf.ConfError, match="AEROTWIN_CONF: .* holds no fleet.yml"):
        conf.root()
