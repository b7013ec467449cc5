"""A filter as a tile: what can be chosen and what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aerotwin.runtime.dashboards import filters, formats, widget_sql
from aerotwin.runtime.dashboards.charts.channel import humanized
from aerotwin.runtime.dashboards.model import Json, Selection, Widget
from aerotwin.runtime.dashboards.relative import moment
from aerotwin.runtime.dashboards.rows import as_number

if TYPE_CHECKING:
    from aerotwin.runtime.dashboards.engine import _Work


def view(work: _Work, widget: Widget) -> Json:
    """The filter's kind, its values or limits, and its present choice.

    Values come from the columns it is bound to; a filter that only sets parameters takes typed text.
    """
    kind = filters.KINDS[widget.type]
    dashboard = work.board.dashboard
    chosen = work.given.get(widget.name) or filters.default(widget, dashboard)
    bound = filters.bindings(widget)
    columns = [one for one in bound if one.expression]
    made: Json = {
        "kind": "filter",
        "type": kind,
        "label": widget.title or _label(widget),
        "required": bool(widget.spec.get("disallowAll")) or not columns,
        "changed": widget.name in work.given,
    }
    if kind in ("single", "multi"):
        made["chosen"] = list(chosen.values) if chosen else []
        made["options"] = _options(work, columns)
        if not columns:
            made["type"] = "text"
    elif kind == "text":
        made["chosen"] = [value for value in chosen.values if value] if chosen else []
        made["mode"] = filters.mode(widget)
    elif kind == "date":
        made["chosen"] = (
            [moment(value, work.now).date().isoformat() for value in chosen.values if value] if chosen else []
        )
    else:
        made |= _range(work, kind, chosen, columns)
    return made


def _label(widget: Widget) -> str:
    for one in widget.encodings.get("fields") or []:
        shown = one.get("displayName") or one.get("fieldName") or one.get("parameterName")
        if shown:
            return humanized(str(shown))
    return "Filter"


def _options(work: _Work, columns: list[filters.Binding]) -> list[Json]:
    """Distinct values of all columns of the filter, once each."""
    found: dict[str | None, str] = {}
    used = {query.dataset for one in work.page.widgets if not one.is_filter for query in one.queries}
    for i, one in enumerate(columns):
        if i and one.query.dataset not in used:
            continue
        result = work.result(one.query)
        dataset = work.dataset(one.query.dataset)
        sql = widget_sql.distinct(one.expression, dataset, result.table.column_names, filters.MOST_VALUES)
        for text, value in work.fetch(result, sql):
            found.setdefault(
                None if text is None else str(text), formats.text(value) if value is not None else "(empty)"
            )
    return [{"value": value, "text": text} for value, text in found.items()][: filters.MOST_VALUES]


def _range(work: _Work, kind: str, chosen: Selection | None, columns: list[filters.Binding]) -> Json:
    made: Json = {"low": None, "high": None, "relative": None}
    if chosen and chosen.is_range:
        if kind != "range" and any(
            (end or "").strip().startswith("now") for end in (chosen.low, chosen.high)
        ):
            made["relative"] = [chosen.low or None, chosen.high or None]
        for name, end in (("low", chosen.low), ("high", chosen.high)):
            if end is None or end == "":
                continue
            made[name] = (
                as_number(end)
                if kind == "range"
                else moment(end, work.now, end=name == "high").date().isoformat()
            )
    if columns:
        one = columns[0]
        result = work.result(one.query)
        # A slider's query has the least and greatest value; its encoding names the column itself.
        sql = widget_sql.bounds(one.expression, work.dataset(one.query.dataset), result.table.column_names)
        low, high = work.fetch(result, sql)[0]
        if kind == "range":
            made |= {"min": as_number(low), "max": as_number(high)}
        else:
            made |= {"min": formats.text(low)[:10], "max": formats.text(high)[:10]}
    return made
