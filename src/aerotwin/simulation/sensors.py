"""From load, weather and wear to what the sensors say: bias, drift, noise, spikes and gaps included."""

import numpy as np

from aerotwin.conf import Component, Fleet, Sensor
from aerotwin.simulation.calendar import Flights
from aerotwin.simulation.streams import Bools, Floats, Ints, stream, weekly
from aerotwin.simulation.wear import History

_REFERENCE_LOAD, _REFERENCE_C = 0.8, 15.0
_MOUNTING = 0.4
_WANDER = 0.35
_DRIFT_SIGMA = 0.5
_SPIKE_FROM, _SPIKE_TO = 6.0, 14.0
_MOST_WEAR = 1.5


def readings(component: Component, fleet: Fleet, flown: Flights, past: History) -> Floats:
    """Sensor values of every flight, shape (flights, sensors), NaN where missing, within valid_range."""
    years = years_since_calibration(flown, past)
    columns = [
        _reading(sensor, signature(component, sensor.name, past), component.slug, fleet, flown, years)
        for sensor in component.sensors
    ]
    return np.column_stack(columns)


def signature(component: Component, sensor: str, past: History) -> Floats:
    """What the growing failure mode adds to a sensor at each flight, in the sensor's unit, shape (n,)."""
    effects = np.array([mode.effects.get(sensor, 0.0) for mode in component.failure_modes])
    shapes = np.array([mode.shape for mode in component.failure_modes])
    wear = np.clip(past.wear, 0, _MOST_WEAR)
    return past.gain * effects[past.mode] * wear ** shapes[past.mode]


def years_since_calibration(flown: Flights, past: History) -> Floats:
    """Years since the last maintenance of any kind: there every sensor is calibrated. Shape (n,)."""
    starts = np.unique(np.concatenate([[0], past.serviced, past.failed + 1]))
    flight = np.arange(len(flown))
    begun = starts[np.searchsorted(starts, flight, side="right") - 1]
    return (flown.day - flown.day[begun]) / 365.25


def _reading(
    sensor: Sensor, worn: Floats, subject: str, fleet: Fleet, flown: Flights, years: Floats
) -> Floats:
    def draw(quantity: str) -> np.random.Generator:
        return stream(fleet.seed, subject, flown.aircraft, f"{sensor.name} {quantity}")

    mounting, pace = draw("mounting").standard_normal(2)
    value = sensor.nominal + _MOUNTING * sensor.noise * mounting + worn
    value = value + sensor.load_effect * (flown.load - _REFERENCE_LOAD)
    value += sensor.ambient_effect * (flown.ambient - _REFERENCE_C)
    value += sensor.drift_per_year * float(np.exp(_DRIFT_SIGMA * pace)) * years
    value += _WANDER * sensor.noise * weekly(draw("wander"), flown.day)
    value += sensor.noise * draw("noise").standard_normal(len(flown))
    value += sensor.noise * spikes(draw("spikes"), fleet.outlier_rate, len(flown))
    value = np.clip(value, *sensor.valid_range)
    value = np.round(np.round(value / sensor.resolution) * sensor.resolution, 6)
    return np.where(missing(draw("gaps"), draw("outages"), sensor.missing_rate, flown.day), np.nan, value)


def spikes(generator: np.random.Generator, rate: float, count: int) -> Floats:
    """Outliers in sigmas, zero where there is none, shape (count,)."""
    drawn = generator.random((count, 2))
    size = _SPIKE_FROM + (_SPIKE_TO - _SPIKE_FROM) * np.abs(2 * drawn[:, 1] - 1)
    return np.where(drawn[:, 0] < rate, np.where(drawn[:, 1] < 0.5, -size, size), 0.0)


def missing(flights: np.random.Generator, outages: np.random.Generator, rate: float, day: Ints) -> Bools:
    """Which values are missing, at this rate in all: half of them in single flights, half in whole days."""
    single = flights.random(len(day)) < rate / 2
    dark = outages.random(int(day[-1]) + 1) < rate / 2
    return single | dark[day]
