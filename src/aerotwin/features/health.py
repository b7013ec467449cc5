"""The health index: how far the smoothed, corrected sensors stand from nominal in the direction of wear.

Each reading is corrected to standard conditions (relative load 0.8, 15 degC outside) with the sensor's own
load_effect and ambient_effect, averaged over the shortest feature window, and divided by the sensor's noise
(1 sigma of a single reading): deviation d, positive in the sensor's direction of degradation. With D the mean
of the two largest deviations (wear shows in more than one sensor),

    health_index = 100 * (1 - min(D, FULL_SCALE) / FULL_SCALE)

Sensors with direction "none" do not count.
"""

from __future__ import annotations

import numpy as np

from aerotwin.conf import Sensor
from aerotwin.features.windows import Floats, roll

FULL_SCALE = 5.0
STANDARD_LOAD = 0.8
STANDARD_AMBIENT_C = 15.0
WARNING_BELOW = 70.0
CRITICAL_BELOW = 45.0
_SIGN = {"up": 1.0, "down": -1.0, "none": 0.0}


def deviations(
    days: Floats, load: Floats, ambient: Floats, values: Floats, sensors: list[Sensor], width: float
) -> Floats:
    """Smoothed deviation of each sensor towards wear in units of its noise, shape (n, s), NaN if unknown."""
    nominal = np.array([sensor.nominal for sensor in sensors])
    noise = np.array([sensor.noise if sensor.noise > 0 else sensor.resolution for sensor in sensors])
    sign = np.array([_SIGN[sensor.direction] for sensor in sensors])
    effect = np.array([[sensor.load_effect, sensor.ambient_effect] for sensor in sensors])
    off_load = np.nan_to_num(load - STANDARD_LOAD)[:, None]
    off_ambient = np.nan_to_num(ambient - STANDARD_AMBIENT_C)[:, None]
    corrected = values - off_load * effect[:, 0] - off_ambient * effect[:, 1]
    smooth = roll(days, corrected, nominal, width).mean
    deviation = (smooth - nominal) / noise * sign
    deviation[:, sign == 0] = np.nan
    return deviation


def health_index(deviation: Floats) -> Floats:
    """Index 0..100 from deviations (n, s), shape (n,); NaN where no sensor is known."""
    if deviation.shape[1] == 0:
        return np.full(len(deviation), np.nan)
    known = ~np.isnan(deviation)
    ranked = np.sort(np.where(known, np.maximum(deviation, 0.0), 0.0), axis=1)[:, ::-1]
    counted = np.minimum(known.sum(axis=1), 2)
    worst_two = ranked[:, :2].sum(axis=1)
    mean = np.divide(worst_two, counted, out=np.full(len(ranked), np.nan), where=counted > 0)
    return np.asarray(100.0 * (1.0 - np.minimum(mean, FULL_SCALE) / FULL_SCALE))


def worst_sensor(deviation: Floats) -> np.ndarray:
    """Column of the largest deviation in each row (n, s), shape (n,); -1 where no sensor is known."""
    if deviation.shape[1] == 0:
        return np.full(len(deviation), -1)
    known = ~np.isnan(deviation)
    return np.where(known.any(axis=1), np.argmax(np.where(known, deviation, -np.inf), axis=1), -1)


def status_sql(index: str) -> str:
    """SQL for NOMINAL, WARNING or CRITICAL from a health index column."""
    return (
        f"CASE WHEN {index} < {CRITICAL_BELOW} THEN 'CRITICAL' "
        f"WHEN {index} < {WARNING_BELOW} THEN 'WARNING' ELSE 'NOMINAL' END"
    )
