"""AUTO CDC event by event, in plain Python, for few columns: what Spark's windows must agree with."""

from __future__ import annotations

from typing import Any, NamedTuple


class Event(NamedTuple):
    """A change of the row `key`: values `a` and `b`; `op` is upsert, delete or truncate."""

    key: int
    sequence: int
    op: str
    a: int | None
    b: int | None


def ordered(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.sequence)


def truncated(events: list[Event]) -> list[Event]:
    """The events after the last truncation."""
    last = max((event.sequence for event in events if event.op == "truncate"), default=-1)
    return [event for event in events if event.sequence > last and event.op != "truncate"]


def filled(event: Event, before: Event | None) -> Event:
    """The event with its NULLs replaced by the values that stood."""
    if before is None:
        return event
    a = before.a if event.a is None else event.a
    return event._replace(a=a, b=before.b if event.b is None else event.b)


def type_1(events: list[Event], ignore_nulls: bool) -> set[tuple[Any, ...]]:
    """Rows (key, a, b)."""
    rows: dict[int, Event] = {}
    for event in ordered(truncated(events)):
        if event.op == "delete":
            rows.pop(event.key, None)
        else:
            rows[event.key] = filled(event, rows.get(event.key)) if ignore_nulls else event
    return {(event.key, event.a, event.b) for event in rows.values()}


def type_2(events: list[Event], ignore_nulls: bool, only_a: bool) -> set[tuple[Any, ...]]:
    """Rows (key, a, b, start, end); with `only_a` a change of `b` alone is made in place."""
    closed = []
    rows: dict[int, tuple[Event, int]] = {}
    for event in ordered(events):
        current = rows.get(event.key)
        if current and ignore_nulls and event.op != "delete":
            event = filled(event, current[0])
        if current and event.op != "delete":
            old = current[0]
            same = old.a == event.a if only_a else (old.a, old.b) == (event.a, event.b)
            if same:
                rows[event.key] = (event, current[1])
                continue
        if current:
            closed.append((event.key, current[0].a, current[0].b, current[1], event.sequence))
        if event.op == "delete":
            rows.pop(event.key, None)
        else:
            rows[event.key] = (event, event.sequence)
    standing = [(event.key, event.a, event.b, start, None) for event, start in rows.values()]
    return set(closed + standing)
