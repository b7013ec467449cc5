"""From the transitions of one aircraft to alert rows and events; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aerotwin.alerts import events
from aerotwin.alerts.lifecycle import Judged, Policy, Standing, Transition, judge
from aerotwin.alerts.severity import effective_levels
from aerotwin.alerts.table import alert_id
from aerotwin.models.subject import Subject
from aerotwin.models.thresholds import Thresholds

Row = dict[str, Any]


@dataclass
class Changes:
    """Rows to write, events in order, and the ids of alerts whose message must be written anew."""

    rows: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    escalated: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)


def policy(subject: Subject, thresholds: Thresholds) -> Policy:
    """The life cycle's settings for a model's thresholds."""
    alerts = subject.alerts
    return Policy(
        levels=effective_levels(alerts, thresholds.raise_probability),
        flights=alerts.persistence.flights,
        of=alerts.persistence.of,
        clear_below=thresholds.clear_probability,
        clear_flights=alerts.clear.flights,
    )


def follow(
    subject: Subject,
    thresholds: Thresholds,
    aircraft_id: str,
    flights: Sequence[Mapping[str, Any]],
    maintenance: Sequence[datetime],
    alerts: Sequence[Mapping[str, Any]],
    changes: Changes,
) -> None:
    """Add to `changes` what the flights and maintenance of one aircraft do to its `alerts` (rows).

    `flights`: observed_at, trace_id, failure_probability, by time.
    """
    standing = next((dict(row) for row in alerts if row["state"] != "closed"), None)
    ends = [end for row in alerts if row["state"] == "closed" and (end := judged_to(row))]
    found = judge(
        [flight["observed_at"] for flight in flights],
        [flight["failure_probability"] for flight in flights],
        maintenance if subject.alerts.close_on_maintenance else [],
        policy(subject, thresholds),
        Standing(standing["opened_at"], standing["severity"], judged_to(standing)) if standing else None,
        max(ends, default=None),
    )
    _fold(subject, thresholds, aircraft_id, flights, standing, found, changes)


def judged_to(alert: Mapping[str, Any]) -> datetime:
    """The last reading an alert was judged by."""
    found: datetime = alert.get("judged_to") or alert["updated_at"] or alert["opened_at"]
    return found


def _fold(
    subject: Subject,
    thresholds: Thresholds,
    aircraft_id: str,
    flights: Sequence[Mapping[str, Any]],
    row: Row | None,
    judged: Judged,
    changes: Changes,
) -> None:
    for step in judged.transitions:
        if step.action == "raise":
            row = _opened(subject, thresholds, aircraft_id, step)
            changes.opened.add(row["alert_id"])
        assert row is not None  # the machine closes and escalates only what stands
        if step.action == "close":
            row |= {"state": "closed", "closed_at": step.at, "updated_at": step.at, "judged_to": step.at}
            row |= {"closed_by": events.MACHINE, "close_reason": step.why}
            changes.closed.add(row["alert_id"])
            changes.rows.append(row)
            row = None
            continue
        assert step.flight is not None  # only a flight raises or escalates
        row |= _evidence(thresholds, flights[step.flight], step)
        before = row["state"] if step.action == "escalate" else ""
        if step.action == "escalate":
            changes.escalated.add(row["alert_id"])
        changes.events.append(
            events.event(row, step.action, before, row["state"], events.MACHINE, step.at, step.why)
        )
    if row is not None and judged.standing is not None:
        moved = row.get("judged_to") != judged.standing.judged_to
        if moved or judged.transitions:
            changes.rows.append({**row, "judged_to": judged.standing.judged_to})


def _opened(subject: Subject, thresholds: Thresholds, aircraft_id: str, step: Transition) -> Row:
    return {
        "alert_id": alert_id(aircraft_id, subject.code, step.at.astimezone(UTC)),
        "aircraft_id": aircraft_id,
        "component": subject.slug,
        "category": subject.alerts.category,
        "state": "open",
        "recommended_action": subject.alerts.action,
        "opened_at": step.at,
        "closed_at": None,
        "raise_probability": thresholds.raise_probability,
    }


def _evidence(thresholds: Thresholds, flight: Mapping[str, Any], step: Transition) -> Row:
    """The columns that change with severity."""
    probability = float(flight["failure_probability"])
    margin = thresholds.margin(probability)
    return {
        "trace_id": flight["trace_id"],
        "severity": step.severity,
        "failure_probability": probability,
        "observed_at": flight["observed_at"],
        "updated_at": step.at,
        "failed_share": margin.failed_share if margin else None,
        "median_lead_days": margin.median_lead_days if margin else None,
    }
