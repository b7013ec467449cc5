import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aerotwin import conf
from aerotwin.simulation.calendar import flights, flights_per_day, seasonal

FLEET = conf.load_fleet()


@settings(max_examples=25)
@given(aircraft=st.integers(0, 500), days=st.integers(1, 400))
def test_four_to_six_flights_on_every_day(aircraft: int, days: int) -> None:
    flown = flights(FLEET, aircraft, days)
    counts = np.bincount(flown.day, minlength=days)
    assert counts.min() >= 4
    assert counts.max() <= 6


@settings(max_examples=25)
@given(aircraft=st.integers(0, 500), days=st.integers(1, 200), more=st.integers(1, 200))
def test_earlier_days_stay_when_days_are_added(aircraft: int, days: int, more: int) -> None:
    short, long = flights(FLEET, aircraft, days), flights(FLEET, aircraft, days + more)
    for name in ("day", "observed_at", "load", "ambient"):
        assert np.array_equal(getattr(short, name), getattr(long, name)[: len(short)])


def test_a_flight_ends_on_its_day_an_hour_and_more_after_the_one_before() -> None:
    flown = flights(FLEET, 3, 730)
    first = np.datetime64(FLEET.first_day)
    assert np.array_equal(flown.observed_at.astype("datetime64[D]"), first + flown.day)
    assert np.diff(flown.observed_at).min() > np.timedelta64(80, "m")


def test_the_default_fleet_lands_at_least_900_000_readings() -> None:
    flown = sum(int(flights_per_day(FLEET, number, FLEET.days).sum()) for number in range(FLEET.aircraft))
    assert flown * len(conf.load_components()) >= 900_000


def test_the_year_is_coldest_mid_january_and_warmest_mid_july() -> None:
    base = conf.Base(code="XXX", climate="temperate", mean_c=10, seasonal_c=8)
    year = seasonal(base, FLEET, np.arange(365))
    assert np.argmin(year) == 14
    assert np.argmax(year) == 14 + 183
    assert np.allclose([year.min(), year.max()], [2, 18], atol=0.01)
