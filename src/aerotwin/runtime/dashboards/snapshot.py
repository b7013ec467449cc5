"""A dashboard at one moment as one HTML file that needs nothing else, and its charts as pictures."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from aerotwin.runtime.dashboards import web
from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.check import named
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.model import Json, Page, Widget

WIDTH, GAP = 1280, 12
ROWS = {12: 40, 6: 60}
# What surrounds a chart in its tile: padding, and the title above it.
PADDING, HEAD = 34, 62
MOST_ROWS = 100
FONT = "DejaVu Sans, Helvetica, Arial, sans-serif"
CONFIG: Json = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {"domainColor": "#c3ccd7", "gridColor": "#dfe5ec", "labelColor": "#66758a",
             "titleColor": "#4a5868", "labelFontSize": 11, "titleFontSize": 11, "ticks": False,
             "domain": False, "labelPadding": 6},
    "axisX": {"domain": True, "grid": False},
    "legend": {"labelColor": "#4a5868", "titleColor": "#66758a", "symbolType": "circle", "labelFontSize": 11,
               "titleFontSize": 11},
    "text": {"color": "#4a5868", "fontSize": 11},
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """The HTML of all pages, each chart as PNG by `<page>-<widget>`, and what went wrong in a tile."""

    html: str
    pictures: dict[str, bytes]
    problems: list[str]


@dataclass(frozen=True)
class Written:
    """The files of a snapshot, and what went wrong in a tile."""

    file: Path
    pictures: list[Path]
    problems: list[str]


def snapshot(board: Board, engine: Engine) -> Drawn:
    """All pages with their filters' defaults."""
    pages: list[Json] = []
    pictures: dict[str, bytes] = {}
    problems: list[str] = []
    for page in board.dashboard.canvases:
        views = [view for view in engine.page(board, page, {}) if "widget" in view]
        titles = {one.name: named(one) for one in [*board.dashboard.global_filters, *page.widgets]}
        errors = [view for view in views if view["kind"] == "error"]
        problems += [
            f'page "{page.title}", widget "{titles[one["widget"]]}": {one["message"]}' for one in errors
        ]
        tiles = list(_tiles(board, page, {view["widget"]: view for view in views}))
        pictures |= {f"{page.name}-{tile['name']}": tile["png"] for tile in tiles if "png" in tile}
        pages.append(
            {"title": page.title, "columns": page.columns, "row": ROWS[page.columns], "tiles": tiles}
        )
    environment = Environment(
        loader=FileSystemLoader(web.TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(color=_color, safe_html=Markup)
    text = environment.get_template("snapshot.html").render(
        title=board.dashboard.title, pages=pages, now=engine.now(), most=MOST_ROWS
    )
    return Drawn(text, pictures, problems)


def write(board: Board, engine: Engine, folder: Path) -> Written:
    """Write `<key>.html` and the pictures into `folder`."""
    drawn = snapshot(board, engine)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{board.key}.html"
    file.write_text(drawn.html, encoding="utf-8")
    written = []
    for name, content in drawn.pictures.items():
        picture = folder / f"{board.key}-{_safe(name)}.png"
        picture.write_bytes(content)
        written.append(picture)
    return Written(file, written, drawn.problems)


def _color(value: str) -> str:
    """A colour that can stand in a style: hexadecimal or a plain name."""
    return value if re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+", value) else "inherit"


def _safe(name: str) -> str:
    return "".join(one if one.isalnum() or one in "-_" else "_" for one in name)


def _tiles(board: Board, page: Page, views: dict[str, Json]) -> Iterator[Json]:
    items = sorted(page.items, key=lambda one: (one.y, one.x))
    column = (WIDTH - GAP * (page.columns - 1)) / page.columns
    for one in board.dashboard.global_filters:
        yield {**_tile(one, views[one.name]), "place": "", "kind": "filter"}
    for item in items:
        widget = item.widget
        left = min(item.x, page.columns - 1)
        width = min(item.width, page.columns - left)
        place = f"grid-column: {left + 1} / span {width}; grid-row: {item.y + 1} / span {item.height}"
        size = (
            width * column + (width - 1) * GAP - PADDING,
            item.height * ROWS[page.columns] + (item.height - 1) * GAP - (HEAD if widget.title else PADDING),
        )
        yield {**_tile(widget, views[widget.name], size), "place": place, "kind": web.kind_of(widget)}


def _tile(widget: Widget, view: Json, size: tuple[float, float] = (0, 0)) -> Json:
    made: Json = {"name": widget.name, "title": widget.title, "description": widget.description, "view": view}
    if view["kind"] == "chart":
        made |= _drawn(view["spec"], *size)
    elif view["kind"] == "text":
        made["html"] = Markup(view["html"].replace("data-style=", "style="))
    elif view["kind"] == "filter":
        made["chosen"] = chosen_text(view)
    elif view.get("spark"):
        made |= {"spark": _drawn(view["spark"], size[0], 34)["svg"]}
    return made


def _drawn(spec: Json, width: float, height: float) -> Json:
    sized = {**spec, "width": max(80, round(width)), "height": max(30, round(height))}
    try:
        svg = vl_convert.vegalite_to_svg(sized, config=CONFIG, allowed_base_urls=[])
        white = {**CONFIG, "background": "white"}
        png = vl_convert.vegalite_to_png(sized, config=white, scale=2, allowed_base_urls=[])
    except ValueError as error:
        return {"failed": str(error).splitlines()[0]}
    picture = base64.b64encode(svg.encode()).decode()
    return {"svg": f"data:image/svg+xml;base64,{picture}", "png": png}


def chosen_text(view: Json) -> str:
    """What a filter has chosen, in words."""
    if view["type"] in ("date-range", "range"):
        ends = [view.get("low"), view.get("high")]
        return " – ".join("…" if end is None else str(end) for end in ends) if any(ends) else "All"
    known = {one["value"]: one["text"] for one in view.get("options", [])}
    return ", ".join(known.get(value, str(value)) for value in view.get("chosen", [])) or "All"
