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


def filled(event: Event, before: Event | None, ignoring: str) -> Event:
    """The event with its NULLs in the columns `ignoring` replaced by the values that stood."""
    kept = {name: getattr(before, name) for name in ignoring if before and getattr(event, name) is None}
    return event._replace(**kept)


def type_1(events: list[Event], ignoring: str) -> set[tuple[Any, ...]]:
    """Rows (key, a, b)."""
    rows: dict[int, Event] = {}
    for event in ordered(truncated(events)):
        if event.op == "delete":
            rows.pop(event.key, None)
        else:
            rows[event.key] = filled(event, rows.get(event.key), ignoring)
    return {(event.key, event.a, event.b) for event in rows.values()}


def type_2(events: list[Event], ignoring: str, only_a: bool) -> set[tuple[Any, ...]]:
    """Rows (key, a, b, start, end); with `only_a` a change of `b` alone is made in place."""
    closed = []
    rows: dict[int, tuple[Event, int]] = {}
    for event in ordered(events):
        current = rows.get(event.key)
        if current and event.op != "delete":
            event = filled(event, current[0], ignoring)
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


def bitemporal(events: list[tuple[Event, int]], ignoring: str) -> set[tuple[Any, ...]]:
    """Rows (key, a, b, start, end, system start, system end) of events with their system times.

    A later word on the same business time stands in the place of the earlier one.
    """
    made = set()
    for key in {event.key for event, _ in events}:
        own = sorted(((event, at) for event, at in events if event.key == key), key=lambda one: one[1])
        standing: dict[tuple[Any, ...], int] = {}
        for _, now in own:
            known = {event.sequence: event for event, at in own if at <= now}
            versions = type_2(list(known.values()), ignoring, only_a=False)
            made |= {(*row, since, now) for row, since in standing.items() if row not in versions}
            standing = {row: standing.get(row, now) for row in versions}
        made |= {(*row, since, None) for row, since in standing.items()}
    return made
