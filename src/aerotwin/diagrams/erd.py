"""The entity-relationship diagram of some tables as SVG.

Colours stand as attributes, which a style sheet may override by class.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from aerotwin.diagrams.entities import Column, Entity, without_circles
from aerotwin.diagrams.layers import Layout, Node, Sizes, layout

ROW, HEAD, FOOT = 18.0, 28.0, 6.0
MARKS, NAMES, EDGE = 10.0, 44.0, 10.0
SHOWN = 4
SIZES = Sizes(letter=6.6, padding=26, narrowest=150, widest=300, gap=22, channel=70, lane=10, margin=16)
INK, QUIET, ACCENT, SOFT, LINE = "#16202c", "#66758a", "#0f5fd7", "#e6effd", "#8a99ab"


def svg(entities: Sequence[Entity], others: int = SHOWN) -> str:
    """The diagram: a box a table with its key columns and the first `others` of the rest.

    A line runs from each table that is referred to (bar) to those that refer to it (crow's foot). Columns
    that are not drawn are counted. Everything is escaped.
    """
    boxes = {entity.name: Box(entity, others) for entity in entities}
    # The layout makes a column as wide as its longest key: one as long as the box's longest text.
    padded = {name: name.ljust(box.letters, "\0") for name, box in boxes.items()}
    needs = {name: [key.table for key in box.entity.foreign_keys] for name, box in boxes.items()}
    edges = {padded[a]: [padded[b] for b in bs] for a, bs in without_circles(needs).items()}
    placed = layout(edges, SIZES, height=lambda key: boxes[key.rstrip("\0")].height, spread=True)
    return ET.tostring(_drawn(placed, boxes), encoding="unicode")


class Box:
    """A table as it is drawn."""

    def __init__(self, entity: Entity, others: int) -> None:
        keys = entity.key_columns
        rest = [column for column in entity.columns if column not in keys]
        self.entity = entity
        self.rows = [*keys, *rest[:others]]
        self.more = len(entity.columns) - len(self.rows)
        self.foreign = {name for key in entity.foreign_keys for name in key.columns}

    @property
    def height(self) -> float:
        """In pixels."""
        return HEAD + ROW * (len(self.rows) + (self.more > 0)) + FOOT

    @property
    def letters(self) -> int:
        """Letters of its longest line."""
        lines = [len(f"PK FK {row.name}  {_type(row)}") for row in self.rows]
        return max([len(self.entity.name) + 1, *lines])

    def marks(self, column: Column) -> str:
        """`PK`, `FK` or both."""
        primary = column.name in self.entity.primary_key
        return " ".join(["PK"] * primary + ["FK"] * (column.name in self.foreign))


def _drawn(placed: Layout, boxes: dict[str, Box]) -> ET.Element:
    size = {"width": f"{placed.width:g}", "height": f"{placed.height:g}"}
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "erd",
            "viewBox": f"0 0 {placed.width:g} {placed.height:g}",
            **size,
            "data-width": size["width"],
            "font-family": "system-ui, sans-serif",
            "font-size": "12",
            "role": "img",
            "aria-label": "Tables and how they refer to each other",
        },
    )
    _markers(root)
    for link in placed.links:
        style = {"class": "relation", "fill": "none", "stroke": LINE, "stroke-width": "1.3"}
        ends = {"marker-start": "url(#one)", "marker-end": "url(#many)"}
        line = ET.SubElement(root, "path", {"d": link.path, **style, **ends})
        told = f"{link.target.rstrip(chr(0))} refers to {link.source.rstrip(chr(0))}"
        ET.SubElement(line, "title").text = told
    for node in placed.nodes:
        _box(root, node, boxes[node.key.rstrip("\0")])
    return root


def _markers(root: ET.Element) -> None:
    shapes = {"many": ("M0 6L11 0M0 6L11 12M0 6H11", "11"), "one": ("M6 1V11", "1")}
    defined = ET.SubElement(root, "defs")
    for name, (path, tip) in shapes.items():
        box = {"viewBox": "0 0 12 12", "markerWidth": "12", "markerHeight": "12"}
        place = {"id": name, "refX": tip, "refY": "6", "orient": "auto", **box}
        marker = ET.SubElement(defined, "marker", place)
        ET.SubElement(marker, "path", {"class": "relation", "d": path, "fill": "none", "stroke": LINE})


def _box(root: ET.Element, node: Node, box: Box) -> None:
    entity, wide = box.entity, node.width
    group = ET.SubElement(root, "g", {"class": "entity", "transform": f"translate({node.x:g} {node.y:g})"})
    ET.SubElement(group, "title").text = f"{entity.name}: {entity.comment or 'no comment'}"
    frame = {"width": f"{wide:g}", "height": f"{node.height:g}", "rx": "8"}
    ET.SubElement(group, "rect", {"class": "box", **frame, "fill": "#ffffff", "stroke": "#b6c2d0"})
    band = f"M0 {HEAD:g}H{wide:g}V8Q{wide:g} 0 {wide - 8:g} 0H8Q0 0 0 8Z"
    ET.SubElement(group, "path", {"class": "band", "d": band, "fill": SOFT})
    _text(group, "title", MARKS, 19, entity.name, INK, {"font-weight": "600"})
    y = HEAD + 16
    for column in box.rows:
        row = ET.SubElement(group, "g")
        comment = f": {column.comment}" if column.comment else ""
        ET.SubElement(row, "title").text = f"{column.name} {column.type}{comment}"
        _text(row, "mark", MARKS, y, box.marks(column), ACCENT, {"font-size": "9", "font-weight": "700"})
        _text(row, "name", NAMES, y, column.name, INK)
        end = {"text-anchor": "end", "font-size": "11"}
        _text(row, "type", wide - EDGE, y, _type(column), QUIET, end)
        y += ROW
    if box.more > 0:
        _text(group, "type", NAMES, y, f"{box.more} more", QUIET, {"font-size": "11"})


def _text(
    parent: ET.Element,
    kind: str,
    x: float,
    y: float,
    text: str,
    fill: str,
    more: dict[str, str] | None = None,
) -> None:
    place = {"class": kind, "x": f"{x:g}", "y": f"{y:g}", "fill": fill, **(more or {})}
    ET.SubElement(parent, "text", place).text = text


def _type(column: Column) -> str:
    """The type as far as it matters here: without what is inside of an array, map or struct."""
    return column.type.lower().partition("<")[0]
