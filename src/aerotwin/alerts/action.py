"""The recommended action of an alert: that of the failure mode which its sensors point to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from aerotwin.alerts.message import sensor_of
from aerotwin.conf import FailureMode


def recommended(
    general: str, modes: Iterable[FailureMode], contributions: Iterable[Mapping[str, Any]]
) -> str:
    """`general`, or the action of the failure mode that explains most of what raises the probability.

    Each sensor's positive contribution is shared among the modes by how far they move that sensor. As in:
    Points to bearing wear. Inspect the magnetic chip detectors
    """
    found = {mode.name: mode for mode in modes}
    known = {sensor for mode in found.values() for sensor in mode.effects}
    explained: dict[str, float] = defaultdict(float)
    for item in contributions:
        sensor = sensor_of(str(item["feature"]), known)
        if sensor is None or item["contribution"] <= 0:
            continue
        moved = {name: abs(mode.effects.get(sensor, 0.0)) for name, mode in found.items()}
        total = sum(moved.values())
        for name, effect in moved.items():
            if effect > 0:
                explained[name] += item["contribution"] * effect / total
    if not explained:
        return general
    mode = found[max(explained, key=lambda name: explained[name])]
    return f"Points to {mode.name.replace('_', ' ')}. {mode.recommended_action}"
