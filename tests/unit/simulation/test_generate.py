"""What lands: deterministic, append-only, independent of the other components, broken as configured."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aerotwin import conf
from aerotwin.errors import AeroTwinError
from aerotwin.simulation import Landed, generate

ENGINE = conf.load_component("engine")
AVIONICS = conf.load_component("avionics")
FLEET = conf.load_fleet()
TWO_AIRCRAFT = 0.08


def land(folder: Path, component: conf.Component = ENGINE, days: int = 120) -> Landed:
    return generate(component, FLEET, folder, TWO_AIRCRAFT, days)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def objects(folder: Path) -> Iterator[dict]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def lines(folder: Path) -> list[str]:
    return [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]


def test_the_same_seed_lands_the_same_bytes(tmp_path: Path) -> None:
    land(tmp_path / "a")
    land(tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_seed_lands_other_readings(tmp_path: Path) -> None:
    land(tmp_path / "a")
    generate(ENGINE, FLEET.model_copy(update={"seed": 1}), tmp_path / "b", TWO_AIRCRAFT, 120)
    assert contents(tmp_path / "a") != contents(tmp_path / "b")


def test_a_component_does_not_depend_on_the_others(tmp_path: Path) -> None:
    land(tmp_path / "alone")
    land(tmp_path / "after", AVIONICS)
    land(tmp_path / "after")
    alone, after = contents(tmp_path / "alone"), contents(tmp_path / "after")
    assert alone == {name: data for name, data in after.items() if not name.startswith("avionics")}


def test_all_components_see_the_same_flights(tmp_path: Path) -> None:
    land(tmp_path)
    land(tmp_path, AVIONICS)
    keys = ("aircraft_id", "cycle", "observed_at", "phase_load", "ambient_c")
    flown = [
        {tuple(row[key] for key in keys) for row in objects(tmp_path / slug) if row["cycle"] > 0}
        for slug in ("engine", "avionics")
    ]
    assert len(flown[0] ^ flown[1]) <= 0.01 * len(flown[0])


def test_more_days_never_change_earlier_ones(tmp_path: Path) -> None:
    land(tmp_path / "short", days=120)
    land(tmp_path / "long", days=200)
    short, long = contents(tmp_path / "short"), contents(tmp_path / "long")
    assert set(short) < set(long)
    assert short == {name: long[name] for name in short}


def test_generating_in_steps_appends_and_ends_with_the_same_lines(tmp_path: Path) -> None:
    land(tmp_path / "steps", days=70)
    before = contents(tmp_path / "steps")
    landed = land(tmp_path / "steps", days=130)
    land(tmp_path / "once", days=130)
    after = contents(tmp_path / "steps")
    assert before == {name: after[name] for name in before}
    assert {str(file.relative_to(tmp_path / "steps")) for file in landed.files} == set(after) - set(before)
    assert "engine/readings_20230312_20230331.jsonl" in after
    for folder in ("engine", "engine_events"):
        assert lines(tmp_path / "steps" / folder) == lines(tmp_path / "once" / folder)


def test_a_second_call_writes_nothing(tmp_path: Path) -> None:
    land(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    assert land(tmp_path) == Landed()
    assert before == {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}


def test_landed_files_are_trusted_by_their_name(tmp_path: Path) -> None:
    land(tmp_path)
    file = tmp_path / "engine" / "readings_20230101_20230131.jsonl"
    file.write_text("")
    assert land(tmp_path).files == []
    assert file.read_text() == ""


def test_the_counts_are_those_of_the_files(tmp_path: Path) -> None:
    landed = land(tmp_path, days=365)
    happened = list(objects(tmp_path / "engine_events"))
    assert landed.readings == len(lines(tmp_path / "engine"))
    assert landed.failures == sum(event["event"] == "failure" for event in happened)
    assert landed.maintenance == sum(event["event"] == "maintenance" for event in happened)
    assert sorted(landed.files) == sorted(tmp_path.rglob("*.jsonl"))


def test_wear_is_written_nowhere(tmp_path: Path) -> None:
    land(tmp_path, days=365)
    keys = {key for folder in tmp_path.iterdir() for row in objects(folder) for key in row}
    assert not [key for key in keys if "wear" in key or "hazard" in key or "health" in key]
    reading = {"aircraft_id", "cycle", "observed_at", "phase_load", "ambient_c", *ENGINE.sensor_names}
    assert {key for row in objects(tmp_path / "engine") for key in row} == reading


def test_every_failure_is_repaired_before_the_next_flight(tmp_path: Path) -> None:
    land(tmp_path, days=730)
    happened = list(objects(tmp_path / "engine_events"))
    failures = [event for event in happened if event["event"] == "failure"]
    repairs = {
        (event["aircraft_id"], event["cycle"]): event for event in happened if event["kind"] == "repair"
    }
    flights = {(row["aircraft_id"], row["cycle"]): row["observed_at"] for row in objects(tmp_path / "engine")}
    assert len(failures) == len(repairs) > 0
    for failure in failures:
        key = (failure["aircraft_id"], failure["cycle"])
        following = flights.get((key[0], key[1] + 1), "9999")
        assert flights.get(key, "") < failure["occurred_at"] < repairs[key]["occurred_at"] < following


def test_about_three_in_a_thousand_lines_are_broken(tmp_path: Path) -> None:
    landed = generate(ENGINE, FLEET, tmp_path, scale=0.4, days=730)
    share = (landed.malformed + landed.duplicates) / landed.readings
    assert share == pytest.approx(FLEET.malformed_rate, rel=0.25)


def test_every_way_to_break_a_line_occurs(tmp_path: Path) -> None:
    landed = generate(ENGINE, FLEET, tmp_path, scale=0.4, days=730)
    truncated = texts = negative = impossible = repeated = 0
    limits = {sensor.name: sensor.valid_range for sensor in ENGINE.sensors}
    previous = ""
    for line in lines(tmp_path / "engine"):
        repeated += line == previous
        previous = line
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            truncated += 1
            continue
        values = [(row[name], *limits[name]) for name in limits]
        texts += any(isinstance(value, str) for value, _, _ in values)
        negative += row["cycle"] < 1
        impossible += any(
            isinstance(value, float) and not low <= value <= high for value, low, high in values
        )
    assert truncated + texts + negative + impossible == landed.malformed
    assert repeated == landed.duplicates
    assert min(truncated, texts, negative, impossible, repeated) > 5


def test_another_fleet_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    land(tmp_path)
    with pytest.raises(
        AeroTwinError, match=r"aircraft\.jsonl: holds another fleet \(2 aircraft\) than the 3"
    ):
        generate(ENGINE, FLEET, tmp_path, scale=0.12, days=120)


@pytest.mark.parametrize(("scale", "days", "named"), [(0, 10, "scale"), (-1, 10, "scale"), (1, 0, "days")])
def test_a_size_that_makes_no_sense_is_named(tmp_path: Path, scale: float, days: int, named: str) -> None:
    with pytest.raises(AeroTwinError, match=f"^{named}: "):
        generate(ENGINE, FLEET, tmp_path, scale, days)


def test_what_does_not_wear_is_not_simulated(tmp_path: Path) -> None:
    with pytest.raises(AeroTwinError, match="turbofan is not simulated"):
        generate(conf.load_component("turbofan"), FLEET, tmp_path)
