"""The life of alerts on one component of one aircraft, flight by flight: a pure state machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from aerotwin.alerts.severity import rank

Action = Literal["raise", "escalate", "close"]


@dataclass(frozen=True)
class Policy:
    """When an alert opens, worsens and closes.

    `levels`: (severity, probability) from the most severe down; the last is the raise threshold. A level is
    reached when `flights` of the last `of` probabilities are at or above it. Below `clear_below` on
    `clear_flights` flights in a row an alert closes.
    """

    levels: tuple[tuple[str, float], ...]
    flights: int
    of: int
    clear_below: float
    clear_flights: int


@dataclass(frozen=True)
class Standing:
    """An alert that is not closed: when it opened, how bad it is, and the last flight it was judged by."""

    opened_at: datetime
    severity: str
    judged_to: datetime


@dataclass(frozen=True)
class Transition:
    """One step in an alert's life. `flight` indexes the flight that caused it, None for maintenance."""

    action: Action
    at: datetime
    opened_at: datetime
    severity: str
    flight: int | None
    why: str


@dataclass(frozen=True)
class Judged:
    """What happened, in order of time, and the alert that stands at the end."""

    transitions: tuple[Transition, ...]
    standing: Standing | None


def judge(
    times: Sequence[datetime],
    probabilities: Sequence[float],
    maintenance: Sequence[datetime],
    policy: Policy,
    standing: Standing | None = None,
    after: datetime | None = None,
) -> Judged:
    """Follow one aircraft's flights (`times` ascending) and the maintenance of the component.

    With `standing`, flights up to its `judged_to` only fill the window: no flight is judged twice, whichever
    model scored it, so that the same inferences change nothing and later ones never rewrite what was.
    Nothing up to `after`, the end of the last closed alert, counts. Maintenance voids the evidence before
    it, and closes an alert that opened before it even when it is recorded late.
    """
    steps = sorted([(at, 0, index) for index, at in enumerate(times)] + [(at, 1, -1) for at in maintenance])
    window: deque[float] = deque(maxlen=policy.of)
    transitions: list[Transition] = []
    judged_to = standing.judged_to if standing else None
    clear = 0
    for at, maintained, index in steps:
        if after is not None and at <= after:
            continue
        if maintained:
            window.clear()
            if standing is not None and at >= standing.opened_at:
                transitions.append(_close(standing, at, None, "maintenance recorded"))
                standing = judged_to = None
            continue
        probability = probabilities[index]
        window.append(probability)
        if standing is None:
            severity = _reached(window, probability, policy)
            if severity:
                standing, clear = Standing(at, severity, at), 0
                transitions.append(Transition("raise", at, at, severity, index, _passed(policy)))
            continue
        if at > standing.opened_at:
            clear = clear + 1 if probability < policy.clear_below else 0
        if judged_to is not None and at <= judged_to:
            continue
        standing = replace(standing, judged_to=at)
        severity = _reached(window, probability, policy)
        if rank(severity) > rank(standing.severity):
            why = f"from {standing.severity} to {severity}"
            standing = replace(standing, severity=severity)
            transitions.append(Transition("escalate", at, standing.opened_at, severity, index, why))
        if clear >= policy.clear_flights:
            why = f"below {policy.clear_below:.2f} on {policy.clear_flights} flights in a row"
            transitions.append(_close(standing, at, index, why))
            standing = judged_to = None
            window.clear()
    return Judged(tuple(transitions), standing)


def _reached(window: Sequence[float], probability: float, policy: Policy) -> str:
    """The most severe level that this flight's own probability helps to reach, or ""."""
    for severity, level in policy.levels:
        if probability >= level and sum(value >= level for value in window) >= policy.flights:
            return severity
    return ""


def _passed(policy: Policy) -> str:
    return f"at or above {policy.levels[-1][1]:.2f} on {policy.flights} of the last {policy.of} flights"


def _close(standing: Standing, at: datetime, index: int | None, why: str) -> Transition:
    return Transition("close", at, standing.opened_at, standing.severity, index, why)
