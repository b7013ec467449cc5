"""Wear and failure: properties worked out without the simulator's own loop."""

from itertools import pairwise

import numpy as np
import pytest

from aerotwin import conf
from aerotwin.simulation.calendar import Flights, flights
from aerotwin.simulation.wear import History, history, increments

FLEET = conf.load_fleet()
ENGINE = conf.load_component("engine")
DAYS = 730


def lives(component: conf.Component, aircraft: int) -> list[tuple[Flights, History]]:
    flown = [flights(FLEET, number, DAYS) for number in range(aircraft)]
    return [(own, history(component, FLEET, own)) for own in flown]


def steady(shape: float) -> conf.Component:
    """An engine whose lives are all alike but for the draw of the hazard, never serviced."""
    wear = conf.Wear(median_life_cycles=100, shape=shape, spread=0, load_exponent=0)
    service = conf.Maintenance(interval_days=100_000, restores=(0, 0), repair_restores=1)
    return ENGINE.model_copy(update={"wear": wear, "maintenance": service})


@pytest.mark.parametrize("slug", list(conf.load_components()))
def test_three_to_five_failures_an_aircraft_in_two_years(slug: str) -> None:
    past = [past for _, past in lives(conf.load_component(slug), FLEET.aircraft)]
    assert 75 <= sum(len(own.failed) for own in past) <= 125


def test_hazard_rises_with_wear() -> None:
    past = [own for _, own in lives(ENGINE, 60)]
    wear = np.concatenate([own.wear for own in past])
    failed = np.concatenate([own.wear[own.failed] for own in past])
    edges = [0, 0.7, 0.85, 1.0, 9]
    rate = np.histogram(failed, edges)[0] / np.histogram(wear, edges)[0]
    assert np.all(np.diff(rate) > 0), rate
    assert rate[-1] > 20 * rate[0]


@pytest.mark.parametrize("shape", [1.0, 3.0, 12.0])
def test_wear_at_failure_follows_the_weibull_law(shape: float) -> None:
    ends: list[float] = []
    for _, past in lives(steady(shape), 40):
        whole = past.failed[1:]
        ends += past.wear[whole].tolist()
    found = np.sort(ends)
    law = 1 - np.exp(-np.log(2) * found**shape)
    distance = np.abs(law - (np.arange(len(found)) + 0.5) / len(found)).max()
    assert len(found) > 500
    assert distance < 1.63 / np.sqrt(len(found)) + 0.03


def test_wear_grows_between_services_and_drops_at_them() -> None:
    for _, past in lives(ENGINE, 5):
        cuts = sorted({0, *past.failed + 1, *past.serviced, len(past.wear)})
        for begin, end in pairwise(cuts):
            assert np.all(np.diff(past.wear[begin:end]) > 0)
        for flight in past.failed:
            if flight + 1 < len(past.wear):
                assert past.wear[flight + 1] < 0.4 * past.wear[flight]
        for flight in past.serviced:
            if flight > 0:
                assert past.wear[flight] < past.wear[flight - 1] + 0.01


def test_some_services_are_imperfect() -> None:
    kept = [
        past.wear[flight] / past.wear[flight - 1]
        for _, past in lives(ENGINE, 60)
        for flight in past.serviced
        if flight > 0 and flight - 1 not in past.failed
    ]
    share = np.mean(np.array(kept) > 0.9)
    assert 0.05 < share < 0.3
    assert np.median(kept) == pytest.approx(0.8, abs=0.03)


def test_load_wears_by_its_exponent() -> None:
    wear = conf.Wear(median_life_cycles=1000, shape=5, spread=0.2, load_exponent=2)
    flown = flights(FLEET, 0, 60)
    heavy = Flights(flown.aircraft, flown.day, flown.observed_at, 1.5 * flown.load, flown.ambient)
    ratio = increments(wear, FLEET, heavy, "engine") / increments(wear, FLEET, flown, "engine")
    assert np.allclose(ratio, 2.25)


def test_climate_scales_the_wear() -> None:
    mild = conf.Wear(median_life_cycles=1000, shape=5, spread=0.2)
    harsh = mild.model_copy(update={"environment": {"temperate": 1.3}})
    flown = flights(FLEET, 0, 60)
    ratio = increments(harsh, FLEET, flown, "engine") / increments(mild, FLEET, flown, "engine")
    assert np.allclose(ratio, 1.3)


def test_modes_occur_by_their_shares() -> None:
    modes = [past.mode[past.failed] for _, past in lives(steady(3.0), 40)]
    found = np.bincount(np.concatenate(modes), minlength=3)
    expected = [mode.share for mode in ENGINE.failure_modes]
    assert np.allclose(found / found.sum(), expected, atol=0.05)
