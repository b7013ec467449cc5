"""What alerts would have been worth on held-out flights: failures caught, false alerts, lead time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aerotwin.alerts.persistence import episodes, reached


@dataclass(frozen=True)
class EventMetrics:
    """Outcome over whole failures and alerts instead of single readings."""

    failures: int
    caught: int
    alerts: int
    false_alerts: int
    flights: int
    median_lead_days: float

    @property
    def recall(self) -> float:
        """Share of failures with an alert standing within the horizon before them; 0 without failures."""
        return self.caught / self.failures if self.failures else 0.0

    @property
    def precision(self) -> float:
        """Share of alerts followed by a failure within the horizon; 0 without alerts."""
        return 1 - self.false_alerts / self.alerts if self.alerts else 0.0

    @property
    def false_per_1000_flights(self) -> float:
        """False alerts per 1,000 flights."""
        return 1000 * self.false_alerts / self.flights if self.flights else 0.0


def event_metrics(
    frame: pd.DataFrame,
    failures: pd.DataFrame,
    *,
    threshold: float,
    flights: int,
    of: int,
    horizon_days: int,
) -> EventMetrics:
    """Replay alerts over held-out flights.

    `frame`: aircraft_id, observed_at, label (0/1) and probability per flight; `failures`: aircraft_id,
    occurred_at. An alert stands while `flights` of the last `of` probabilities are at or above `threshold`;
    it is false when none of the flights it stands on has label 1. A failure counts when the frame holds a
    flight within the horizon before it; its lead time runs from the first such flight with an alert.
    """
    horizon = np.timedelta64(horizon_days, "D")
    counts = {"failures": 0, "alerts": 0, "false": 0}
    leads: list[float] = []
    events = {name: part["occurred_at"].to_numpy() for name, part in failures.groupby("aircraft_id")}
    for name, part in frame.sort_values("observed_at").groupby("aircraft_id"):
        active = reached(part["probability"].to_numpy() >= threshold, flights, of)
        label = part["label"].to_numpy() == 1
        times = part["observed_at"].to_numpy()
        runs = episodes(active)
        counts["alerts"] += len(runs)
        counts["false"] += sum(not label[start : stop + 1].any() for start, stop in runs)
        for failed_at in events.get(name, ()):
            before = (times < failed_at) & (times >= failed_at - horizon)
            counts["failures"] += bool(before.any())
            if (before & active).any():
                leads.append(float((failed_at - times[before & active].min()) / np.timedelta64(1, "D")))
    return EventMetrics(
        failures=counts["failures"],
        caught=len(leads),
        alerts=counts["alerts"],
        false_alerts=counts["false"],
        flights=len(frame),
        median_lead_days=float(np.median(leads)) if leads else 0.0,
    )
