"""The latent wear of one component on one aircraft, its failures and its maintenance.

Wear grows with every flight. The cumulative hazard of a life is ln 2 * wear ** shape (Weibull, scaled so
that wear 1 is the median life); a life ends when it exceeds an exponential draw (inversion method,
Devroye, Non-Uniform Random Variate Generation, 1986, chapter VI). Wear never leaves this package.
"""

from dataclasses import dataclass

import numpy as np

from aerotwin.conf import Component, Fleet, Maintenance, Wear
from aerotwin.simulation.calendar import Flights, home
from aerotwin.simulation.streams import Floats, Ints, stream, weekly

_REFERENCE_LOAD = 0.8
_WEEKLY_SIGMA = 0.2
_OLDEST_AT_START = 0.6
_GAIN_SIGMA = 0.15
_IMPERFECT = 0.25
_LN2 = float(np.log(2))


@dataclass(frozen=True)
class History:
    """What happened to one component on one aircraft; `wear`, `mode` and `gain` per flight, shape (n,)."""

    wear: Floats
    mode: Ints
    """Which failure mode is growing: an index into the component's failure_modes."""
    gain: Floats
    """How strongly this life shows its wear, about 1."""
    failed: Ints
    """Flights after which it failed and was repaired, rising."""
    serviced: Ints
    """Flights before which scheduled maintenance was done, rising."""


@dataclass
class _Life:
    wear: float
    hazard_left: float
    rate: float
    mode: int
    gain: float


def history(component: Component, fleet: Fleet, flown: Flights) -> History:
    """The component's life over these flights; the beginning does not depend on how many follow."""
    if component.wear is None or component.maintenance is None:
        raise ValueError(f"{component.slug} has no wear to simulate")
    settings, maintenance, shape = component.wear, component.maintenance, component.wear.shape

    def draw(quantity: str) -> np.random.Generator:
        return stream(fleet.seed, component.slug, flown.aircraft, quantity)

    total = np.concatenate([[0.0], np.cumsum(increments(settings, fleet, flown, component.slug))])
    shares = np.cumsum([mode.share for mode in component.failure_modes])
    lives, services = draw("lives"), draw("services")
    life = _new_life(lives, settings, shares, residual=_OLDEST_AT_START * float(draw("start").random()))
    serviced = service_flights(maintenance, draw("schedule"), flown)
    count = len(flown)
    wear, mode, gain = np.empty(count), np.empty(count, dtype=np.int64), np.empty(count)
    failed: list[int] = []
    begin = 0
    for end, is_service in [*((int(flight), True) for flight in serviced), (count, False)]:
        while begin < end:
            limit = (life.wear**shape + life.hazard_left / _LN2) ** (1 / shape)
            target = total[begin] + (limit - life.wear) / life.rate
            last = begin + int(np.searchsorted(total[begin + 1 : end + 1], target))
            stop = min(last + 1, end)
            grown = life.wear + life.rate * (total[begin + 1 : stop + 1] - total[begin])
            wear[begin:stop], mode[begin:stop], gain[begin:stop] = grown, life.mode, life.gain
            if last < end:
                failed.append(last)
                imperfect = lives.random() < maintenance.imperfect_rate
                kept = _IMPERFECT if imperfect else 1 - maintenance.repair_restores
                life = _new_life(lives, settings, shares, residual=kept * float(grown[-1]))
            else:
                life.hazard_left -= _LN2 * (float(grown[-1]) ** shape - life.wear**shape)
                life.wear = float(grown[-1])
            begin = stop
        if is_service:
            life.wear *= 1 - restored(maintenance, services)
    return History(wear, mode, gain, np.array(failed, dtype=np.int64), serviced)


def increments(wear: Wear, fleet: Fleet, flown: Flights, subject: str) -> Floats:
    """Wear of each flight for a life of rate 1: load, climate, the aircraft's own pace and the weeks'."""
    own = stream(fleet.seed, subject, flown.aircraft, "pace").standard_normal()
    climate = wear.environment.get(home(fleet, flown.aircraft).climate, 1.0)
    weeks = weekly(stream(fleet.seed, subject, flown.aircraft, "weeks"), flown.day)
    pace = np.exp(wear.spread * own + _WEEKLY_SIGMA * weeks - _WEEKLY_SIGMA**2 / 2)
    load = (flown.load / _REFERENCE_LOAD) ** wear.load_exponent
    return climate * pace * load / wear.median_life_cycles


def service_flights(maintenance: Maintenance, generator: np.random.Generator, flown: Flights) -> Ints:
    """Flights before which scheduled maintenance is done: every interval, give or take five days."""
    interval = maintenance.interval_days
    days = int(flown.day[-1]) + 1
    count = days // interval + 2
    drawn = generator.random(count + 1)
    planned = np.floor(drawn[0] * interval) + interval * np.arange(count) + np.floor(11 * drawn[1:]) - 5
    due = np.unique(planned[(planned >= 1) & (planned < days)])
    return np.searchsorted(flown.day, due).astype(np.int64)


def restored(maintenance: Maintenance, generator: np.random.Generator) -> float:
    """Fraction of the wear one scheduled maintenance takes away, 0..1; an imperfect one takes a quarter."""
    mean, sd = maintenance.restores
    fraction = mean + sd * float(generator.standard_normal())
    if generator.random() < maintenance.imperfect_rate:
        fraction *= _IMPERFECT
    return min(max(fraction, 0.0), 1.0)


def _new_life(generator: np.random.Generator, wear: Wear, shares: Floats, residual: float) -> _Life:
    hazard, pace, gain = generator.standard_exponential(), *generator.standard_normal(2)
    mode = int(np.searchsorted(shares, generator.random() * shares[-1], side="right"))
    return _Life(
        wear=residual,
        hazard_left=float(hazard),
        rate=float(np.exp(wear.spread * pace)),
        mode=min(mode, len(shares) - 1),
        gain=float(np.exp(_GAIN_SIGMA * gain)),
    )
