"""Alert messages in words an engineer uses."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aerotwin.conf import Sensor

if TYPE_CHECKING:
    from aerotwin.models.thresholds import Margin

UNITS = {"degC": "°C", "degF": "°F", "degR": "°R", "deg": "°"}
_WINDOW = re.compile(r"^(?P<name>.+)_(?P<what>mean|std|slope|z)_(?P<days>\d+)d$")
_COUNT = re.compile(r"^(?P<what>anomalies|missing|flights)_(?P<days>\d+)d$")
_MAX_PHRASES = 3
_TELLING_SIGMA = 0.5


def number(value: float) -> str:
    """Three significant digits, no exponent, thin where a hundred or more."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else f"{value:.1e}"


def message(
    subject_name: str,
    probability: float,
    horizon_days: int,
    contributions: Iterable[Mapping[str, Any]],
    row: Mapping[str, Any],
    sensors: Iterable[Sensor],
    margin: Margin | None = None,
) -> str:
    """One sentence on the risk, then what speaks for it, strongest first, each sensor once.

    `contributions` are those of the inference; `row` is its feature row, for normals and trends;
    `margin` tells what flights at this probability came to.
    """
    known = {sensor.name: sensor for sensor in sensors}
    phrases: list[str] = []
    said: set[str] = set()
    for item in contributions:
        feature = str(item["feature"])
        about = sensor_of(feature, known) or feature
        if item["contribution"] <= 0 or about in said:
            continue
        phrase = (
            _sensor_phrase(known[about], row) if about in known else _other_phrase(feature, item["value"])
        )
        if phrase:
            said.add(about)
            phrases.append(phrase[0].upper() + phrase[1:])
        if len(phrases) == _MAX_PHRASES:
            break
    risk = f"{subject_name}: {probability:.0%} risk of failure within {horizon_days} days"
    sentences = [risk, "; ".join(phrases), _margin_phrase(margin)]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def _margin_phrase(margin: Margin | None) -> str:
    """As in: Of held-out flights at this level 52% failed, half of them within 12 days."""
    if margin is None or margin.median_lead_days is None:
        return ""
    share, days = margin.failed_share, margin.median_lead_days
    failed = f"Of held-out flights at this level {share:.0%} failed in that time"
    return f"{failed}, half of them within {days:.0f} days"


def sensor_of(feature: str, known: Container[str]) -> str | None:
    """The one of the `known` sensors that a feature is made of, None if it is none."""
    window = _WINDOW.match(feature)
    name = window["name"] if window else feature
    return name if name in known else None


def _get(row: Mapping[str, Any], column: str) -> float:
    value = row.get(column)
    return float("nan") if value is None else float(value)


def _sensor_phrase(sensor: Sensor, row: Mapping[str, Any]) -> str:
    """As in: EGT margin fell 5.6 °C in 7 days to 18.4 °C, 3.1 sigma below its 30-day normal of 25 °C.

    A normal or trend that points away from wear is no reason for the alert: the nominal is told instead.
    """
    unit = UNITS.get(sensor.unit, sensor.unit)
    days = sorted({int(m["days"]) for column in row if (m := _WINDOW.match(str(column)))})
    if not days:
        return sensor.description
    value = _get(row, sensor.name)
    if not math.isfinite(value):
        value = _get(row, f"{sensor.name}_mean_{days[0]}d")
    if not math.isfinite(value):
        return sensor.description
    words = [f"{sensor.description} {_trend(sensor, row, days, unit)}{number(value)} {unit}"]
    mean, spread = (_get(row, f"{sensor.name}_{what}_{days[-1]}d") for what in ("mean", "std"))
    sigmas = (value - mean) / spread if spread > 0 else float("nan")
    if abs(sigmas) >= _TELLING_SIGMA and _towards_wear(sensor, sigmas):
        side = "above" if sigmas > 0 else "below"
        words.append(f"{abs(sigmas):.1f} sigma {side} its {days[-1]}-day normal of {number(mean)} {unit}")
    else:
        words.append(f"nominal {number(sensor.nominal)} {unit}")
    return ", ".join(words)


def _trend(sensor: Sensor, row: Mapping[str, Any], days: list[int], unit: str) -> str:
    """`fell 5.6 °C in 7 days to `, by the slope of the longest window that shows a change beyond noise."""
    for window in reversed(days):
        change = _get(row, f"{sensor.name}_slope_{window}d") * window
        if abs(change) >= _TELLING_SIGMA * sensor.noise and _towards_wear(sensor, change):
            verb = "rose" if change > 0 else "fell"
            return f"{verb} {number(abs(change))} {unit} in {window} days to "
    return ""


def _towards_wear(sensor: Sensor, change: float) -> bool:
    return sensor.direction == "none" or (change > 0) == (sensor.direction == "up")


def _other_phrase(feature: str, value: float | None) -> str:
    """Words for a feature that belongs to no sensor: health, anomalies, time since maintenance."""
    if value is None:
        return ""
    counted = _COUNT.match(feature)
    if counted:
        what = {"anomalies": "anomalous readings", "missing": "missing values", "flights": "flights"}
        return f"{number(value)} {what[counted['what']]} in {counted['days']} days"
    words = feature.replace("_", " ")
    if "health" in feature:
        return f"{words} {number(value)} of 100"
    if feature.startswith(("days_since", "cycles_since")):
        unit, _, rest = words.partition(" ")
        return f"{number(value)} {unit} {rest}"
    return f"{words} {number(value)}"
