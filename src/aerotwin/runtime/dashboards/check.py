"""What is wrong with a dashboard's file, as far as that shows without running a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from aerotwin.runtime.dashboards.bind import markers
from aerotwin.runtime.dashboards.model import Dashboard, Dataset, Page, Widget


@dataclass(frozen=True)
class Finding:
    """Something wrong: the page and widget by their titles, and the field, as far as one is concerned."""

    message: str
    page: str = ""
    widget: str = ""
    field: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = [f'page "{self.page}"'] if self.page else []
        where += [f'widget "{self.widget}"'] if self.widget else []
        where += [f'field "{self.field}"'] if self.field else []
        return ": ".join([", ".join(where), self.message]) if where else self.message


def named(widget: Widget) -> str:
    """A widget as a reader knows it: by its title, else its name."""
    return widget.title or widget.name


def findings(dashboard: Dashboard) -> Iterator[Finding]:
    """Names that do not resolve: datasets, parameters, and the fields that encodings show."""
    yield from _repeated((one.name for one in dashboard.datasets), "dataset")
    yield from _repeated((one.name for one in dashboard.pages), "page")
    for dataset in dashboard.datasets:
        yield from _undeclared(dataset)
    if not dashboard.canvases:
        yield Finding("it has filters only, no page to show")
    for page in dashboard.pages:
        for repeat in _repeated((one.name for one in page.widgets), "widget"):
            yield Finding(repeat.message, page.title)
        for widget in page.widgets:
            yield from _of_widget(dashboard, page, widget)


def _repeated(names: Iterable[str], what: str) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Finding(f'{count} {what}s are named "{name}"')


def _undeclared(dataset: Dataset) -> Iterator[Finding]:
    for keyword in sorted(markers(dataset.sql) - {one.keyword for one in dataset.parameters}):
        declared = ", ".join(f":{one.keyword}" for one in dataset.parameters) or "none"
        yield Finding(
            f'dataset "{dataset.title}" uses :{keyword}, which is not a parameter of it ({declared})'
        )


def _of_widget(dashboard: Dashboard, page: Page, widget: Widget) -> Iterator[Finding]:
    name = named(widget)
    if widget.error:
        yield Finding(widget.error, page.title, name)
        return
    if widget.type == "text":
        return
    if not widget.queries:
        yield Finding(f"this {widget.type} has no query", page.title, name)
        return
    for query in widget.queries:
        dataset = dashboard.dataset(query.dataset)
        if dataset is None:
            listed = ", ".join(one.name for one in dashboard.datasets) or "none"
            yield Finding(f'there is no dataset "{query.dataset}"; there are {listed}', page.title, name)
            continue
        for keyword in [*query.parameters, *(key for key, _ in query.fixed)]:
            if dataset.parameter(keyword) is None:
                declared = ", ".join(one.keyword for one in dataset.parameters) or "none"
                message = f'dataset "{dataset.title}" has no parameter "{keyword}"; it has {declared}'
                yield Finding(message, page.title, name)
    yield from _encodings(dashboard, page, widget)


def _encodings(dashboard: Dashboard, page: Page, widget: Widget) -> Iterator[Finding]:
    name = named(widget)
    for said in _shown(widget.encodings):
        query = widget.query(str(said["queryName"])) if "queryName" in said else widget.main
        if query is None:
            yield Finding(f'there is no query "{said["queryName"]}"', page.title, name)
            continue
        field, keyword = said.get("fieldName"), said.get("parameterName")
        if keyword:
            dataset = dashboard.dataset(query.dataset)
            if dataset is not None and dataset.parameter(str(keyword)) is None:
                yield Finding(f'dataset "{dataset.title}" has no parameter "{keyword}"', page.title, name)
        elif field and widget.type != "range-slider" and query.field(str(field)) is None:
            listed = ", ".join(one.name for one in query.fields) or "none"
            yield Finding(f"the query has no such field; it has {listed}", page.title, name, str(field))


def _shown(value: Any) -> Iterator[dict[str, Any]]:
    """Every encoding that names a field or parameter."""
    if isinstance(value, dict):
        if isinstance(value.get("fieldName"), str) or isinstance(value.get("parameterName"), str):
            yield value
        for key, one in value.items():
            if key not in ("style", "cellFormat", "sort"):
                yield from _shown(one)
    elif isinstance(value, list):
        for one in value:
            yield from _shown(one)
