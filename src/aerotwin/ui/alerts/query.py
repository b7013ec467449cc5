"""Which alerts a list shows, in which order: filters, sorting and paging; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from aerotwin.alerts.severity import rank
from aerotwin.errors import AeroTwinError

Row = Mapping[str, Any]
STATES = ("standing", "open", "acknowledged", "closed", "all")
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
PAGE = 25

# Key of each order: ascending is the natural one for text, descending for the rest.
SORTS: dict[str, Callable[[Row], Any]] = {
    "severity": lambda row: (rank(row["severity"]), row["failure_probability"]),
    "risk": lambda row: row["failure_probability"],
    "opened": lambda row: row["opened_at"],
    "margin": lambda row: -(row["median_lead_days"] if row["median_lead_days"] is not None else 1e9),
    "aircraft": lambda row: (row["aircraft_id"], row["component"]),
}


@dataclass(frozen=True)
class Query:
    """What a list asks for; "" does not filter. `page` counts from 1."""

    state: str = "standing"
    severity: str = ""
    component: str = ""
    aircraft: str = ""
    sort: str = "severity"
    ascending: bool = False
    page: int = 1

    def url(self, **changes: Any) -> str:
        """The address of this list with changes, on its first page unless they say otherwise."""
        changed = replace(self, **{"page": 1, **changes})
        default = Query()
        values = {name: value for name, value in vars(changed).items() if value != getattr(default, name)}
        if "ascending" in values:
            values["ascending"] = "true"
        return f"/alerts?{urlencode(values)}" if values else "/alerts"

    def sorted_by(self, sort: str) -> str:
        """The address with another order; the same order turns round."""
        turned = not self.ascending if sort == self.sort else sort == "aircraft"
        return self.url(sort=sort, ascending=turned)


@dataclass(frozen=True)
class Found:
    """One page of alerts, how many there are in all, and standing alerts by severity."""

    rows: Sequence[Row]
    total: int
    pages: int
    query: Query
    standing: Counter[str]
    aircraft: Sequence[str]
    components: Sequence[str]


def find(alerts: Iterable[Row], query: Query) -> Found:
    """The page that `query` asks for; a page past the last is the last.

    Raises AeroTwinError for a value that cannot be.
    """
    everything = list(alerts)
    aircraft = sorted({row["aircraft_id"] for row in everything})
    components = sorted({row["component"] for row in everything})
    _one_of("state", query.state, STATES)
    _one_of("sort", query.sort, tuple(SORTS))
    _one_of("severity", query.severity, ("", *SEVERITIES))
    rows = [row for row in everything if _matches(row, query)]
    rows.sort(key=lambda row: row["alert_id"])
    rows.sort(key=SORTS[query.sort], reverse=not query.ascending)
    if query.state == "all" and query.sort == "severity":
        rows.sort(key=lambda row: row["state"] == "closed")
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, query.page), pages)
    return Found(
        rows=rows[(page - 1) * PAGE : page * PAGE],
        total=len(rows),
        pages=pages,
        query=replace(query, page=page),
        standing=Counter(row["severity"] for row in everything if row["state"] != "closed"),
        aircraft=aircraft,
        components=components,
    )


def as_of(alerts: Iterable[Row]) -> datetime | None:
    """The latest flight that any alert was judged by: the time of the data, from which ages count."""
    return max(
        (row.get("judged_to") or row["updated_at"] or row["opened_at"] for row in alerts), default=None
    )


def _matches(row: Row, query: Query) -> bool:
    standing = row["state"] != "closed"
    in_state = query.state == "all" or (
        standing if query.state == "standing" else row["state"] == query.state
    )
    return (
        in_state
        and query.severity in ("", row["severity"])
        and query.component in ("", row["component"])
        and query.aircraft in ("", row["aircraft_id"])
    )


def _one_of(what: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise AeroTwinError(
            f"there is no {what} '{value}': choose from {', '.join(one for one in allowed if one)}"
        )
