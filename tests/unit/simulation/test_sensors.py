import numpy as np
import pytest

from aerotwin import conf
from aerotwin.simulation.calendar import Flights, flights
from aerotwin.simulation.sensors import readings, signature, spikes, years_since_calibration
from aerotwin.simulation.wear import History

FLEET = conf.load_fleet()
ENGINE = conf.load_component("engine")


def unworn(flown: Flights, wear: float = 0.0, mode: int = 0) -> History:
    count = len(flown)
    none = np.array([], dtype=np.int64)
    return History(np.full(count, wear), np.full(count, mode), np.ones(count), none, none)


def test_effects_grow_as_wear_to_the_power_of_their_shape() -> None:
    flown = flights(FLEET, 0, 10)
    for wear in (0.0, 0.5, 1.0):
        for mode, settings in enumerate(ENGINE.failure_modes):
            for sensor in ENGINE.sensor_names:
                worn = signature(ENGINE, sensor, unworn(flown, wear, mode))
                expected = settings.effects.get(sensor, 0.0) * wear**settings.shape
                assert np.allclose(worn, expected)


def test_wear_shifts_the_readings_by_its_effects_alone() -> None:
    flown = flights(FLEET, 0, 60)
    quiet = FLEET.model_copy(update={"outlier_rate": 0.0})
    shift = readings(ENGINE, quiet, flown, unworn(flown, 1.0)) - readings(ENGINE, quiet, flown, unworn(flown))
    effects = ENGINE.failure_modes[0].effects
    for index, sensor in enumerate(ENGINE.sensors):
        expected = effects.get(sensor.name, 0.0)
        assert np.nanmedian(shift[:, index]) == pytest.approx(expected, abs=sensor.resolution + 1e-9)


@pytest.mark.parametrize("slug", list(conf.load_components()))
def test_missing_values_come_at_their_rate(slug: str) -> None:
    component = conf.load_component(slug)
    missing = np.zeros(len(component.sensors))
    count = 0
    for aircraft in range(10):
        flown = flights(FLEET, aircraft, 730)
        values = readings(component, FLEET, flown, unworn(flown))
        missing += np.isnan(values).sum(axis=0)
        count += len(flown)
    for sensor, number in zip(component.sensors, missing, strict=True):
        assert number / count == pytest.approx(sensor.missing_rate, rel=0.5)


def test_values_stay_within_range_and_on_the_grid_of_their_resolution() -> None:
    flown = flights(FLEET, 1, 730)
    values = readings(ENGINE, FLEET, flown, unworn(flown, 1.5))
    for index, sensor in enumerate(ENGINE.sensors):
        own = values[:, index][~np.isnan(values[:, index])]
        assert own.min() >= sensor.valid_range[0]
        assert own.max() <= sensor.valid_range[1]
        steps = own / sensor.resolution
        assert np.allclose(steps, np.round(steps), atol=1e-4)


def test_spikes_are_rare_and_large() -> None:
    drawn = spikes(np.random.default_rng(1), 0.01, 100_000)
    hit = drawn[drawn != 0]
    assert len(hit) == pytest.approx(1000, rel=0.15)
    assert np.abs(hit).min() >= 6
    assert np.abs(hit).max() <= 14
    assert abs(np.mean(hit > 0) - 0.5) < 0.06


def test_load_and_weather_move_a_sensor_by_its_effects() -> None:
    flown = flights(FLEET, 2, 730)
    values = readings(ENGINE, FLEET, flown, unworn(flown))
    for index, sensor in enumerate(ENGINE.sensors):
        own = values[:, index]
        known = ~np.isnan(own)
        design = np.column_stack([np.ones(known.sum()), flown.load[known] - 0.8, flown.ambient[known] - 15])
        _, load, ambient = np.linalg.lstsq(design, own[known], rcond=None)[0]
        assert load == pytest.approx(sensor.load_effect, abs=1.2 * sensor.noise)
        assert ambient == pytest.approx(sensor.ambient_effect, abs=0.03 * sensor.noise)


def test_calibration_starts_anew_at_every_maintenance() -> None:
    flown = flights(FLEET, 0, 100)
    past = unworn(flown)
    past = History(past.wear, past.mode, past.gain, failed=np.array([99]), serviced=np.array([200]))
    years = years_since_calibration(flown, past)
    for flight, begun in ((0, 0), (99, 0), (100, 100), (199, 100), (200, 200), (len(flown) - 1, 200)):
        assert years[flight] == pytest.approx((flown.day[flight] - flown.day[begun]) / 365.25)
