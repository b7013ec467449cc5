"""The flights of one aircraft: drawn from seed and aircraft alone, so the same for every component."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aerotwin.conf import Base, Fleet
from aerotwin.simulation.streams import Floats, Ints, stream, weekly

_FIRST_DEPARTURE_S = 5.5 * 3600
_FLYING_S = 17.5 * 3600
_LANDING_FROM, _LANDING_TO = 0.5, 0.85
_MEAN_LOAD, _AIRCRAFT_LOAD, _SEASON_LOAD, _FLIGHT_LOAD = 0.8, 0.03, 0.06, 0.09
_WEEK_C, _FLIGHT_C = 2.5, 4.0
_COLDEST_DAY_OF_YEAR = 15


@dataclass(frozen=True)
class Flights:
    """Flights of one aircraft in order, all arrays of shape (n,)."""

    aircraft: int
    day: Ints
    """Operating day, from 0."""
    observed_at: NDArray[np.datetime64]
    """End of the flight, UTC, to the second; always on its operating day."""
    load: Floats
    """Relative load of the flight, about 0.8."""
    ambient: Floats
    """Outside air temperature, degC."""

    def __len__(self) -> int:
        return len(self.day)


def flights(fleet: Fleet, aircraft: int, days: int) -> Flights:
    """All flights of aircraft number `aircraft` (from 0) in the first `days` days."""

    def draw(quantity: str) -> np.random.Generator:
        return stream(fleet.seed, "calendar", aircraft, quantity)

    per_day = flights_per_day(fleet, aircraft, days)
    day = np.repeat(np.arange(days, dtype=np.int64), per_day)
    number = np.arange(len(day)) - np.repeat(np.cumsum(per_day) - per_day, per_day)
    landing = _LANDING_FROM + (_LANDING_TO - _LANDING_FROM) * draw("time").random(len(day))
    second = _FIRST_DEPARTURE_S + _FLYING_S * (number + landing) / per_day[day]
    midnight = np.datetime64(fleet.first_day, "s") + day * np.timedelta64(86_400, "s")
    own = _AIRCRAFT_LOAD * draw("bias").standard_normal()
    slow = _SEASON_LOAD * weekly(draw("season"), day)
    load = _MEAN_LOAD + own + slow + _FLIGHT_LOAD * draw("load").standard_normal(len(day))
    weather = _WEEK_C * weekly(draw("weather"), day)
    ambient = seasonal(home(fleet, aircraft), fleet, day) + weather
    ambient += _FLIGHT_C * draw("destination").standard_normal(len(day))
    return Flights(
        aircraft=aircraft,
        day=day,
        observed_at=midnight + second.astype(np.int64).astype("timedelta64[s]"),
        load=rounded(load, 0.3, 1.18, 3),
        ambient=rounded(ambient, -45, 52, 1),
    )


def rounded(values: Floats, low: float, high: float, decimals: int) -> Floats:
    """Values held within limits and rounded, shape kept."""
    return np.asarray(np.round(np.clip(values, low, high), decimals), dtype=np.float64)


def flights_per_day(fleet: Fleet, aircraft: int, days: int) -> Ints:
    """Number of flights on each day, shape (days,)."""
    fewest, most = fleet.flights_per_day
    drawn = stream(fleet.seed, "calendar", aircraft, "flights").random(days)
    return fewest + np.floor(drawn * (most - fewest + 1)).astype(np.int64)


def home(fleet: Fleet, aircraft: int) -> Base:
    """Bases take turns, so that every climate is flown."""
    return fleet.bases[aircraft % len(fleet.bases)]


def seasonal(base: Base, fleet: Fleet, day: Ints) -> Floats:
    """Mean outside temperature at the base on each day, degC: a cosine over the year, coldest mid January."""
    of_year = day + fleet.first_day.timetuple().tm_yday - _COLDEST_DAY_OF_YEAR
    return base.mean_c - base.seasonal_c * np.cos(2 * np.pi * of_year / 365.25)
