"""Severities, and the probabilities from which they apply."""

from __future__ import annotations

from aerotwin.conf import SEVERITIES, Alerts


def effective_levels(alerts: Alerts, raise_at: float) -> tuple[tuple[str, float], ...]:
    """(severity, probability) from the most severe down; the last one starts at the raise threshold.

    A level below it starts at it, unless a more severe one does so already. `raise_at` is not below them all.
    """
    found: list[tuple[str, float]] = []
    for level in alerts.levels:
        found.append((level.severity, max(level.probability, raise_at)))
        if level.probability <= raise_at:
            break
    return tuple(found)


def rank(severity: str) -> int:
    """0 for LOW up to 3 for CRITICAL, to compare two severities; -1 for none."""
    return len(SEVERITIES) - 1 - SEVERITIES.index(severity) if severity in SEVERITIES else -1
