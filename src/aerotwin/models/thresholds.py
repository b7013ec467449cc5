"""From which probability an alert is worth raising, and what a probability has meant on held-out flights."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import mlflow
import numpy as np
import pandas as pd
from mlflow.exceptions import MlflowException

from aerotwin.models.events import EventMetrics, event_metrics
from aerotwin.models.subject import Subject

ARTIFACT = "alert_thresholds.json"
STEP = 0.02


@dataclass(frozen=True)
class Margin:
    """Held-out flights with a probability in [low, high): how many, how many failed within the horizon.

    `median_lead_days` is how long before their failure those were; None when none failed.
    """

    low: float
    high: float
    flights: int
    failed: int
    median_lead_days: float | None

    @property
    def failed_share(self) -> float:
        """Share of the flights that failed within the horizon; 0 without flights."""
        return self.failed / self.flights if self.flights else 0.0


@dataclass(frozen=True)
class Thresholds:
    """The raise and clear thresholds of one model version, how they were chosen, and its margins.

    `source`: `budget` when chosen on validation flights, `conf` when fixed there, `levels` when there was
    nothing to choose on: then it is the lowest level.
    """

    raise_probability: float
    clear_probability: float
    source: str
    budget: float
    validation: dict[str, float]
    margins: tuple[Margin, ...]

    def margin(self, probability: float) -> Margin | None:
        """What held-out flights at this probability came to, None when there were none."""
        return next((m for m in self.margins if m.low <= probability < m.high and m.flights), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def choose(subject: Subject, validation: pd.DataFrame, failures: pd.DataFrame) -> Thresholds:
    """The lowest threshold, by STEP from the lowest level up, that keeps the budget, it and all above it.

    `validation`: aircraft_id, observed_at, label and probability of flights that neither the fit nor the
    test metrics saw. False alerts are those of `event_metrics`, which counts an alert that flickers as
    several: the life cycle raises fewer.
    """
    lowest, alerts = subject.alert_probability, subject.alerts
    fixed, budget = alerts.raise_probability, alerts.false_alerts_per_1000_flights
    chosen, outcome = fixed or lowest, None
    if fixed is not None:
        source = "conf"
        outcome = _outcome(subject, validation, failures, fixed) if len(validation) else None
    elif validation.empty:
        source = "levels"
    else:
        source, chosen = "budget", 1.0
        outcome = _outcome(subject, validation, failures, chosen)
        for threshold in np.arange(lowest, 1.0, STEP)[::-1]:
            found = _outcome(subject, validation, failures, float(threshold))
            if found.false_per_1000_flights > budget:
                break
            chosen, outcome = round(float(threshold), 6), found
    return Thresholds(chosen, alerts.clear.share * chosen, source, budget, _told(outcome), ())


def _outcome(subject: Subject, flights: pd.DataFrame, failures: pd.DataFrame, at: float) -> EventMetrics:
    persistence = subject.alerts.persistence
    return event_metrics(
        flights,
        failures,
        threshold=at,
        flights=persistence.flights,
        of=persistence.of,
        horizon_days=subject.horizon_days,
    )


def _told(outcome: EventMetrics | None) -> dict[str, float]:
    if outcome is None:
        return {}
    return {
        "flights": outcome.flights,
        "failures": outcome.failures,
        "recall": outcome.recall,
        "false_alerts_per_1000_flights": outcome.false_per_1000_flights,
    }


def margins(subject: Subject, timeline: pd.DataFrame, failures: pd.DataFrame) -> tuple[Margin, ...]:
    """What the probability has meant on the held-out flights of `timeline`, level by level of conf.

    `timeline`: aircraft_id, observed_at, label (0/1), probability; `failures`: aircraft_id, occurred_at.
    """
    probability = timeline["probability"].to_numpy(dtype=float)
    failing = timeline["label"].to_numpy() == 1
    lead = days_to_failure(timeline, failures)
    edges = sorted({0.0, *(level.probability for level in subject.alerts.levels)})
    found = []
    for low, high in zip(edges, [*edges[1:], float("inf")], strict=True):
        inside = (probability >= low) & (probability < high)
        leads = lead[inside & failing & np.isfinite(lead)]
        median = float(np.median(leads)) if len(leads) else None
        high = min(high, 1.01)
        found.append(Margin(low, high, int(inside.sum()), int((inside & failing).sum()), median))
    return tuple(found)


def days_to_failure(flights: pd.DataFrame, failures: pd.DataFrame) -> np.ndarray:
    """Days from each flight to its aircraft's next failure, infinite when none follows."""
    found = np.full(len(flights), np.inf)
    events = {
        str(name): np.sort(part["occurred_at"].to_numpy()) for name, part in failures.groupby("aircraft_id")
    }
    for name, places in flights.groupby("aircraft_id").indices.items():
        ends = events.get(str(name))
        if ends is None:
            continue
        times = flights["observed_at"].to_numpy()[places]
        following = np.searchsorted(ends, times, side="right")
        known = following < len(ends)
        found[places[known]] = (ends[following[known]] - times[known]) / np.timedelta64(1, "D")
    return found


def load(subject: Subject, run_id: str) -> Thresholds:
    """The thresholds logged with a training run; a fixed one in conf goes before them.

    A run without them, from before they were logged, raises at the lowest level of conf.
    """
    alerts = subject.alerts
    try:
        logged = mlflow.artifacts.load_dict(f"runs:/{run_id}/{ARTIFACT}") if run_id else {}
    except (MlflowException, OSError):
        logged = {}
    margins_ = tuple(Margin(**margin) for margin in logged.get("margins", []))
    if alerts.raise_probability is not None:
        chosen, source = alerts.raise_probability, "conf"
    elif logged:
        # Levels may have been raised in conf since: below the lowest there is no severity to give.
        chosen, source = max(logged["raise_probability"], subject.alert_probability), logged["source"]
    else:
        chosen, source = subject.alert_probability, "levels"
    budget, validation = alerts.false_alerts_per_1000_flights, logged.get("validation", {})
    return Thresholds(chosen, alerts.clear.share * chosen, source, budget, validation, margins_)
