"""Quality rules from the configuration as SQL conditions over a bronze row."""

from __future__ import annotations

from aerotwin.conf import Component

EMPTY_FILE = "empty_file"
UNREADABLE = "corrupt_record"
REQUIRED = {
    "aircraft_id_present": "aircraft_id IS NOT NULL AND aircraft_id <> ''",
    "cycle_positive": "cycle IS NOT NULL AND cycle > 0",
    "observed_at_present": "observed_at IS NOT NULL",
}
EVENT_RULES = {
    "event_id_present": "event_id IS NOT NULL AND event_id <> ''",
    "event_known": "coalesce(event IN ('failure', 'maintenance'), FALSE)",
    "aircraft_id_present": REQUIRED["aircraft_id_present"],
    "component_present": "component IS NOT NULL",
    "occurred_at_present": "occurred_at IS NOT NULL",
}


def rules(component: Component) -> dict[str, str]:
    """Name to a SQL condition that is TRUE for a good row, never NULL; a missing sensor value passes."""
    ranges = {
        f"{sensor.name}_range": f"coalesce(`{sensor.name}` BETWEEN {low!r} AND {high!r}, TRUE)"
        for sensor in component.sensors
        for low, high in [sensor.valid_range]
    }
    own = {rule.name: f"coalesce({rule.check}, TRUE)" for rule in component.quality}
    return {**REQUIRED, **ranges, **own}


def passes(conditions: dict[str, str]) -> str:
    """TRUE for a readable row that keeps every condition, never NULL."""
    return " AND ".join(["corrupt_record IS NULL", *(f"({condition})" for condition in conditions.values())])


def failed_rules(conditions: dict[str, str]) -> str:
    """The names of the broken rules, array<string>; of an unreadable row only that it is unreadable."""
    broken = ", ".join(
        f"CASE WHEN NOT ({condition}) THEN '{name}' END" for name, condition in conditions.items()
    )
    return (
        f"CASE WHEN corrupt_record = '' THEN array('{EMPTY_FILE}') "
        f"WHEN corrupt_record IS NOT NULL THEN array('{UNREADABLE}') ELSE array_compact(array({broken})) END"
    )
