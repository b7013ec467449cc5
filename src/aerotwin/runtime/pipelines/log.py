"""The event log of an update: rows as Databricks' event log has them."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]


class EventLog:
    """Makes events of one update and hands them to `write`. Thread-safe."""

    def __init__(self, origin: Mapping[str, Any], write: Callable[[Event], None]) -> None:
        self.origin = dict(origin)
        self._write = write
        self._lock = threading.Lock()
        self._number = 0

    def add(
        self,
        event_type: str,
        message: str,
        details: Mapping[str, Any] | None = None,
        *,
        level: str = "INFO",
        error: BaseException | None = None,
        **origin: Any,
    ) -> None:
        """Add an event; `origin` tells the dataset or flow it is about."""
        with self._lock:
            self._number += 1
            self._write(
                {
                    "id": str(uuid.uuid4()),
                    "sequence": {"data_plane_id": {"seq_no": self._number}},
                    "origin": {**self.origin, **origin},
                    "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "message": message,
                    "level": level,
                    "maturity_level": "STABLE",
                    "error": _error(error),
                    "details": {event_type: dict(details or {})},
                    "event_type": event_type,
                }
            )

    def flow(self, name: str, status: str, details: Mapping[str, Any] | None = None, **more: Any) -> None:
        """Add a flow's progress."""
        verb = "has" if status in ("COMPLETED", "FAILED") else "is"
        message = more.pop("message", None) or f"Flow {name} {verb} {status}."
        level = {"FAILED": "ERROR", "SKIPPED": "WARN"}.get(status, "INFO")
        self.add(
            "flow_progress",
            message,
            {"status": status, **(details or {})},
            level=level,
            flow_name=name,
            **more,
        )

    def update(self, state: str, error: BaseException | None = None) -> None:
        """Add the update's progress."""
        update = self.origin["update_id"]
        level = "ERROR" if state == "FAILED" else "INFO"
        self.add(
            "update_progress", f"Update {update} is {state}.", {"state": state}, level=level, error=error
        )


def _error(error: BaseException | None) -> dict[str, Any] | None:
    if error is None:
        return None
    exception = {"class_name": type(error).__name__, "message": str(error)}
    return {"fatal": True, "exceptions": [exception]}


def row(event: Event) -> dict[str, Any]:
    """An event as a row of the event log's table: what is nested is JSON text."""
    nested = ("sequence", "origin", "error", "details")
    return {
        **event,
        **{key: None if event[key] is None else json.dumps(event[key]) for key in nested},
        "timestamp": datetime.fromisoformat(event["timestamp"]),
    }
