"""What filters choose: on which datasets' columns and parameters, by default or as a reader says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aerotwin.runtime.dashboards.model import Dashboard, DashboardError, Page, Query, Selection, Widget
from aerotwin.runtime.dashboards.read import selection
from aerotwin.runtime.dashboards.widget_sql import Condition

KINDS = {
    "filter-single-select": "single",
    "filter-multi-select": "multi",
    "filter-date-range-picker": "date-range",
    "filter-date-picker": "date",
    "filter-text-entry": "text",
    "range-slider": "range",
}
MODES = ("contains", "exact-match", "starts-with")
MOST_VALUES = 1_000
LONGEST = 1_000


@dataclass(frozen=True)
class Binding:
    """One thing that a filter acts on: a column of a dataset (`expression`), or one of its parameters."""

    query: Query
    expression: str = ""
    keyword: str = ""


@dataclass
class Choices:
    """What all filters together ask of each dataset, by its name."""

    parameters: dict[str, dict[str, Selection]] = field(default_factory=lambda: defaultdict(dict))
    conditions: dict[str, list[Condition]] = field(default_factory=lambda: defaultdict(list))


def filters_of(dashboard: Dashboard, page: Page) -> list[Widget]:
    """The filters that act on a page: the dashboard's and its own."""
    return [*dashboard.global_filters, *(page.filters if not page.is_global else [])]


def bindings(widget: Widget) -> list[Binding]:
    """What a filter acts on. Raises DashboardError for a binding to a query that the widget does not have."""
    found = []
    for one in widget.encodings.get("fields") or []:
        query = widget.query(str(one.get("queryName"))) or (widget.main if "queryName" not in one else None)
        if query is None:
            raise DashboardError(
                f'filter "{widget.title or widget.name}": there is no query "{one.get("queryName")}"'
            )
        if one.get("parameterName"):
            found.append(Binding(query, keyword=str(one["parameterName"])))
        elif one.get("fieldName"):
            known = query.field(str(one["fieldName"]))
            found.append(Binding(query, known.expression if known else f"`{one['fieldName']}`"))
    return found


def default(widget: Widget, dashboard: Dashboard) -> Selection | None:
    """What a filter chooses before anyone touches it: its own default, else that of a parameter it sets."""
    said = widget.spec.get("selection") or {}
    own = selection(said.get("defaultSelection"))
    if own is not None:
        return own
    for one in bindings(widget):
        dataset = dashboard.dataset(one.query.dataset)
        parameter = dataset.parameter(one.keyword) if dataset and one.keyword else None
        if parameter and parameter.default:
            return parameter.default
    return None


def mode(widget: Widget) -> str:
    """How a filter compares."""
    kind = KINDS.get(widget.type)
    if kind == "text":
        return next((one for one in _texts(widget.spec) if one in MODES), MODES[0])
    return {"date": "date", "range": "number", "date-range": "date"}.get(str(kind), "equals")


def _texts(spec: Mapping[str, Any]) -> list[str]:
    inner = [one for value in spec.values() if isinstance(value, dict) for one in _texts(value)]
    return [value for value in spec.values() if isinstance(value, str)] + inner


def choices(dashboard: Dashboard, page: Page, given: Mapping[str, Selection]) -> Choices:
    """What holds on a page when a reader has chosen `given`, by filter's name; others keep their defaults."""
    made = Choices()
    for widget in filters_of(dashboard, page):
        if widget.error:
            continue
        chosen = given[widget.name] if widget.name in given else default(widget, dashboard)
        if chosen is None:
            continue
        for one in bindings(widget):
            if one.keyword and (chosen.values or chosen.is_range):
                made.parameters[one.query.dataset][one.keyword] = chosen
            elif one.expression:
                condition = Condition(one.expression, chosen, mode(widget))
                if condition not in made.conditions[one.query.dataset]:
                    made.conditions[one.query.dataset].append(condition)
    return made


def given_by(request: Any, dashboard: Dashboard, page: Page) -> dict[str, Selection]:
    """A reader's choices as decoded JSON: filter's name -> list of values, or {"low": …, "high": …}.

    Raises DashboardError for an unknown filter or a value of another shape.
    """
    if not isinstance(request, dict):
        raise DashboardError("filters must be an object: filter name -> values")
    known = {widget.name: widget for widget in filters_of(dashboard, page)}
    found: dict[str, Selection] = {}
    for name, value in request.items():
        if name not in known:
            raise DashboardError(f'there is no filter "{name[:80]}" on this page')
        found[name] = _selection(value, known[name])
    return found


def _selection(value: Any, widget: Widget) -> Selection:
    kind = KINDS.get(widget.type)
    if kind in ("date-range", "range") and isinstance(value, dict):
        return Selection(low=_text(value.get("low")), high=_text(value.get("high")), is_range=True)
    if kind not in ("date-range", "range") and isinstance(value, list) and len(value) <= MOST_VALUES:
        values = tuple(map(_text, value))
        return Selection(values if kind == "multi" else values[:1])
    raise DashboardError(f'filter "{widget.title or widget.name}": this is not a choice that it takes')


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None if value is None else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > LONGEST:
        raise DashboardError("a filter's values are texts or numbers")
    return str(value)
