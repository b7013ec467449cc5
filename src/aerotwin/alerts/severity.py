"""From probabilities to severities."""

from __future__ import annotations

import numpy as np

from aerotwin.alerts.persistence import reached
from aerotwin.conf import SEVERITIES, Alerts


def severities(probability: np.ndarray, alerts: Alerts) -> np.ndarray:
    """For each flight of one aircraft in order: the most severe level reached with persistence, or "".

    A level is reached when `flights` of the last `of` probabilities are at or above its own.
    """
    found = np.full(len(probability), "", dtype=object)
    for level in reversed(alerts.levels):
        over = probability >= level.probability
        found[reached(over, alerts.persistence.flights, alerts.persistence.of)] = level.severity
    return found


def rank(severity: str) -> int:
    """0 for LOW up to 3 for CRITICAL, to compare two severities; -1 for none."""
    return len(SEVERITIES) - 1 - SEVERITIES.index(severity) if severity in SEVERITIES else -1
