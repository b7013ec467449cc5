"""A .lvdash.json file as a Dashboard. What is wrong with one tile is kept there; the others stay usable."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aerotwin.runtime.dashboards.model import (
    LEGACY,
    PALETTE,
    Column,
    Dashboard,
    DashboardError,
    Dataset,
    Field,
    Item,
    Json,
    Order,
    Page,
    Parameter,
    Query,
    Selection,
    Widget,
)

SUFFIX = ".lvdash.json"
LEGACY_COLUMNS, COLUMNS = 6, 12


class _Wrong(Exception):
    """A value of the wrong kind at a JSON path."""


def read(file: Path, title: str = "") -> Dashboard:
    """The dashboard in `file`; `title` is its display name, else the file's name.

    Raises DashboardError with file and JSON path if it is not JSON or has no usable datasets or pages.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DashboardError(f"{file}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise DashboardError(f"{file}: is not JSON: {error}") from None
    return parse(content, file, title)


def parse(content: Any, file: Path, title: str = "") -> Dashboard:
    """The dashboard that `content`, decoded JSON, describes. Raises DashboardError as `read` does."""
    try:
        whole = _map(content, "$")
        pages = whole.get("pages")
        if not isinstance(pages, list) or not pages:
            raise _Wrong('has no pages: a dashboard needs a list "pages"')
        datasets = tuple(
            _dataset(one, f"datasets[{i}]")
            for i, one in enumerate(_list(whole.get("datasets", []), "datasets"))
        )
        parsed = tuple(_page(one, f"pages[{i}]") for i, one in enumerate(pages))
    except _Wrong as error:
        raise DashboardError(f"{file}: {error}") from None
    theme = _theme(whole)
    name = title or file.name.removesuffix(SUFFIX).replace("_", " ").strip().capitalize()
    colors = [one for one in map(_color, theme.get("visualizationColors") or []) if one]
    return Dashboard(file, name, datasets, parsed, tuple(colors) or PALETTE, theme)


def _color(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("light") or value.get("hex")
    return value if isinstance(value, str) else None


def _theme(whole: Json) -> Json:
    settings = whole.get("uiSettings")
    theme = settings.get("theme") if isinstance(settings, dict) else None
    return theme if isinstance(theme, dict) else {}


def _dataset(value: Any, path: str) -> Dataset:
    content = _map(value, path)
    lines = content.get("queryLines")
    sql = "".join(map(str, lines)) if isinstance(lines, list) else content.get("query")
    name = _text(content.get("name"), f"{path}.name")
    if not isinstance(sql, str) or not sql.strip():
        asset = content.get("asset_name") or content.get("assetName")
        if not isinstance(asset, str):
            raise _Wrong(f'{path}: dataset "{name}" needs "query" or "queryLines"')
        sql = f"SELECT * FROM {asset}"
    if isinstance(lines, list) and not any(str(line).endswith(("\n", " ")) for line in lines[:-1]):
        # Written by hand: a comment or word at a line's end must not swallow the next line.
        sql = "\n".join(map(str, lines))
    return Dataset(
        name=name,
        title=str(content.get("displayName") or name),
        sql=sql.strip().rstrip(";"),
        parameters=tuple(
            _parameter(one, f"{path}.parameters[{i}]")
            for i, one in enumerate(content.get("parameters") or [])
        ),
        columns=tuple(
            _column(one, f"{path}.columns[{i}]") for i, one in enumerate(content.get("columns") or [])
        ),
        catalog=content.get("catalog") or None,
        schema=content.get("schema") or None,
    )


def _column(value: Any, path: str) -> Column:
    content = _map(value, path)
    name = content.get("displayName") or content.get("name")
    return Column(_text(name, f"{path}.displayName"), _text(content.get("expression"), f"{path}.expression"))


def _parameter(value: Any, path: str) -> Parameter:
    content = _map(value, path)
    keyword = _text(content.get("keyword"), f"{path}.keyword")
    shape = {"MULTI": "multi", "RANGE": "range"}.get(str(content.get("complexType", "")).upper(), "single")
    return Parameter(
        keyword,
        str(content.get("dataType") or "STRING").upper(),
        shape,  # type: ignore[arg-type]
        selection(content.get("defaultSelection")),
        str(content.get("displayName") or keyword),
    )


def selection(value: Any) -> Selection | None:
    """A selection as files write it: `{"values": {"values": [{"value": …}]}}` or `{"range": {"min": …}}`."""
    if not isinstance(value, dict):
        return None
    ends = value.get("range")
    if isinstance(ends, dict):
        low, high = ((ends.get(end) or {}).get("value") for end in ("min", "max"))
        return Selection(low=_optional(low), high=_optional(high), is_range=True)
    chosen = value.get("values")
    listed = chosen.get("values") if isinstance(chosen, dict) else chosen
    if not isinstance(listed, list):
        return None
    return Selection(tuple(_optional(one.get("value") if isinstance(one, dict) else one) for one in listed))


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)


def _page(value: Any, path: str) -> Page:
    content = _map(value, path)
    if not content.get("name"):
        raise _Wrong(f"{path} has no name")
    name = _text(content["name"], f"{path}.name")
    layout = _list(content.get("layout", []), f"{path}.layout")
    items = tuple(_item(one, f"{path}.layout[{i}]") for i, one in enumerate(layout))
    wide = content.get("layoutVersion") == "GRID_V1" or any(
        one.x + one.width > LEGACY_COLUMNS for one in items
    )
    return Page(
        name=name,
        title=str(content.get("displayName") or name),
        items=items,
        columns=COLUMNS if wide else LEGACY_COLUMNS,
        is_global=content.get("pageType") == "PAGE_TYPE_GLOBAL_FILTERS",
    )


def _item(value: Any, path: str) -> Item:
    content = value if isinstance(value, dict) else {}
    position = content.get("position")
    place = position if isinstance(position, dict) else {}
    x, y = (_whole(place.get(key), 0, 0) for key in ("x", "y"))
    width, height = (_whole(place.get(key), 1, default) for key, default in (("width", 3), ("height", 3)))
    return Item(_widget(content.get("widget"), f"{path}.widget"), x, y, width, height)


def _whole(value: Any, least: int, default: int) -> int:
    return max(least, int(value)) if isinstance(value, int | float) else default


def _widget(value: Any, path: str) -> Widget:
    if not isinstance(value, dict):
        return Widget(name=path, type="unknown", path=path, error=f"{path}: is not an object")
    name = str(value.get("name") or path)
    for key in ("multilineTextboxSpec", "textbox_spec", "textboxSpec"):
        if key in value:
            return Widget(name=name, type="text", text=_lines(value[key]), path=path)
    spec = _of_today(value.get("spec"))
    if not isinstance(spec, dict) or not isinstance(spec.get("widgetType"), str):
        return Widget(name=name, type="unknown", path=path, error=f"{path}.spec.widgetType: is missing")
    said = spec.get("frame")
    frame = said if isinstance(said, dict) else {}
    title = str(frame.get("title") or "") if frame.get("showTitle", True) else ""
    described = str(frame.get("description") or "") if frame.get("showDescription") else ""
    error, queries = "", ()
    try:
        listed = enumerate(_list(value.get("queries", []), f"{path}.queries"))
        queries = tuple(_query(one, f"{path}.queries[{i}]") for i, one in listed)  # type: ignore[assignment]
    except _Wrong as wrong:
        error = str(wrong)
    return Widget(name, spec["widgetType"], title, described, queries, spec, path=path, error=error)


def _of_today(spec: Any) -> Any:
    """A specification as it is; one that was taken over from a legacy dashboard with a type and a title."""
    if not isinstance(spec, dict) or "widgetType" in spec:
        return spec
    if isinstance(spec.get("viz_spec"), dict):
        kind, title = (str(spec["viz_spec"].get(key) or "") for key in ("viz_type", "display_name"))
        return {**spec, "widgetType": f"{LEGACY}{kind.lower()}", "frame": {"title": title.strip()}}
    if "dashboard_parameter_spec" in spec:
        return {**spec, "widgetType": f"{LEGACY}parameter"}
    return spec


def _lines(value: Any) -> str:
    lines = value.get("lines") if isinstance(value, dict) else value
    return "".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")


def _query(value: Any, path: str) -> Query:
    content = _map(value, path)
    query = _map(content.get("query"), f"{path}.query")
    path = f"{path}.query"
    limit = query.get("limit")
    return Query(
        name=str(content.get("name") or ""),
        dataset=_text(query.get("datasetName"), f"{path}.datasetName"),
        fields=_each(query, "fields", path, _field),
        filters=_each(query, "filters", path, lambda one, at: _text(_map(one, at).get("expression"), at)),
        orders=_each(query, "orders", path, _order),
        limit=limit if isinstance(limit, int) else None,
        disaggregated=bool(query.get("disaggregated")),
        parameters=_each(query, "parameters", path, lambda one, at: _text(_map(one, at).get("keyword"), at)),
        fixed=_each(query, "parameterValues", path, _fixed),
    )


def _each(content: Json, key: str, path: str, make: Callable[[Any, str], Any]) -> tuple[Any, ...]:
    listed = _list(content.get(key) or [], f"{path}.{key}")
    return tuple(make(one, f"{path}.{key}[{i}]") for i, one in enumerate(listed))


def _field(value: Any, path: str) -> Field:
    content = _map(value, path)
    return Field(
        _text(content.get("name"), f"{path}.name"), _text(content.get("expression"), f"{path}.expression")
    )


def _order(value: Any, path: str) -> Order:
    content = _map(value, path)
    descending = str(content.get("direction", "")).upper() == "DESC"
    return Order(_text(content.get("expression"), f"{path}.expression"), descending)


def _fixed(value: Any, path: str) -> tuple[str, Selection]:
    content = _map(value, path)
    chosen = selection(content.get("selection"))
    return _text(content.get("keyword"), f"{path}.keyword"), chosen or Selection()


def _map(value: Any, path: str) -> Json:
    if not isinstance(value, dict):
        raise _Wrong(f"{path}: must be an object, not {_kind(value)}")
    return value


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong(f"{path}: must be a list, not {_kind(value)}")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{path}: must be text, not {_kind(value)}")
    return value


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "missing"}
    return names.get(type(value), "a number")
