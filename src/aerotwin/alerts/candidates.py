"""Which flights open an alert, and which one makes it worse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aerotwin.alerts.persistence import episodes
from aerotwin.alerts.severity import rank, severities
from aerotwin.conf import Alerts


@dataclass(frozen=True)
class Candidate:
    """One aircraft's alert: the flight that opened it, and the inference that justifies its severity."""

    aircraft_id: str
    severity: str
    opened_at: pd.Timestamp
    observed_at: pd.Timestamp
    trace_id: str
    failure_probability: float


def candidates(inferences: pd.DataFrame, alerts: Alerts) -> list[Candidate]:
    """At most one per aircraft, from its latest run of flights with an alert.

    `inferences`: aircraft_id, observed_at, trace_id, failure_probability, one row per flight. The alert opens
    with the flight on which persistence is reached, and escalates to the highest severity of the run: its
    trace is the flight on which that severity was reached, never below the level itself.
    """
    found = []
    for name, flights in inferences.sort_values("observed_at").groupby("aircraft_id"):
        levels = severities(flights["failure_probability"].to_numpy(), alerts)
        runs = episodes(levels != "")
        if not runs:
            continue
        start, stop = runs[-1]
        worst = start + int(np.argmax([rank(level) for level in levels[start : stop + 1]]))
        row = flights.iloc[worst]
        found.append(
            Candidate(
                aircraft_id=str(name),
                severity=str(levels[worst]),
                opened_at=flights["observed_at"].iloc[start],
                observed_at=row["observed_at"],
                trace_id=str(row["trace_id"]),
                failure_probability=float(row["failure_probability"]),
            )
        )
    return found
