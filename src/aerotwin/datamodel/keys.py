"""What names a row of each table, and which rows it refers to."""

from __future__ import annotations

from aerotwin.datamodel.properties import written
from aerotwin.diagrams.entities import ForeignKey

AIRCRAFT, FLIGHT, SCORED = ("aircraft_id",), ("aircraft_id", "cycle"), ("aircraft_id", "observed_at")


def primary(*columns: str) -> dict[str, str]:
    """Properties of a table that refers to no other."""
    return written(columns)


def aircraft() -> dict[str, str]:
    """Properties of `aircraft`."""
    return written(AIRCRAFT)


def events(prefix: str = "") -> dict[str, str]:
    """Properties of `maintenance_events`, `component_failures` and `alert_events`."""
    return written(("event_id",), [_aircraft(prefix)])


def silver(prefix: str = "") -> dict[str, str]:
    """Properties of `<c>_silver`: a flight of an aircraft."""
    return written(FLIGHT, [_aircraft(prefix)])


def features(slug: str, prefix: str = "") -> dict[str, str]:
    """Properties of `<slug>_features`: of a component they come from its reading."""
    reading = ForeignKey(FLIGHT, f"{slug}_silver", FLIGHT)
    return written(SCORED, [_aircraft(prefix)] if slug == "aircraft" else [reading])


def health(slug: str) -> dict[str, str]:
    """Properties of `<slug>_health`."""
    return written(AIRCRAFT, [ForeignKey(SCORED, f"{slug}_features", SCORED)])


def inferences(slug: str) -> dict[str, str]:
    """Properties of `<slug>_inferences`."""
    return written(("trace_id",), [ForeignKey(SCORED, f"{slug}_features", SCORED)])


def alerts(slug: str) -> dict[str, str]:
    """Properties of `<slug>_alerts`."""
    return written(("alert_id",), [ForeignKey(("trace_id",), f"{slug}_inferences", ("trace_id",))])


def _aircraft(prefix: str) -> ForeignKey:
    return ForeignKey(AIRCRAFT, f"{prefix}aircraft", AIRCRAFT)
