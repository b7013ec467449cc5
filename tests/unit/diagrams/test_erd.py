from __future__ import annotations

from xml.etree import ElementTree as ET

from aerotwin.diagrams.entities import Column, Entity, ForeignKey
from aerotwin.diagrams.erd import svg

SVG = "{http://www.w3.org/2000/svg}"
FLEET = Entity(
    "aircraft",
    (Column("aircraft_id", "string", "Aircraft"), Column("type", "string")),
    "The fleet",
    ("aircraft_id",),
)
FLIGHTS = Entity(
    "flights",
    tuple(Column(name, "double") for name in ("aircraft_id", "cycle", "a", "b", "c", "d", "e", "f")),
    primary_key=("aircraft_id", "cycle"),
    foreign_keys=(ForeignKey(("aircraft_id",), "aircraft", ("aircraft_id",)),),
)


def texts(drawing: str, kind: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(drawing).iter(f"{SVG}text") if one.get("class") == kind]


def test_tables_show_their_keys_first_and_count_what_they_leave_out() -> None:
    drawing = svg([FLEET, FLIGHTS], others=2)
    assert texts(drawing, "title") == ["aircraft", "flights"]
    assert texts(drawing, "name") == ["aircraft_id", "type", "aircraft_id", "cycle", "a", "b"]
    assert texts(drawing, "mark") == ["PK", "", "PK FK", "PK", "", ""]
    assert texts(drawing, "type")[-1] == "4 more"


def test_a_line_runs_for_each_reference_between_drawn_tables() -> None:
    def told(drawing: str) -> list[str]:
        return [path[0].text or "" for path in ET.fromstring(drawing).findall(f"{SVG}path")]

    assert told(svg([FLEET, FLIGHTS])) == ["flights refers to aircraft"]
    assert told(svg([FLIGHTS])) == []


def test_a_table_that_refers_to_itself_and_a_circle_are_drawn() -> None:
    one = Entity(
        "a",
        (Column("x", "int"),),
        foreign_keys=(ForeignKey(("x",), "a", ("x",)), ForeignKey(("x",), "b", ("x",))),
    )
    two = Entity("b", (Column("x", "int"),), foreign_keys=(ForeignKey(("x",), "a", ("x",)),))
    assert sorted(texts(svg([one, two]), "title")) == ["a", "b"]


def test_names_and_comments_cannot_break_out() -> None:
    hostile = "\"><script>alert(1)</script>&'"
    drawing = svg([Entity(hostile, (Column(hostile, hostile, hostile),), hostile)])
    assert "<script" not in drawing
    assert texts(drawing, "title") == [hostile]
    assert texts(drawing, "name") == [hostile]


def test_nothing_is_a_drawing_too() -> None:
    assert ET.fromstring(svg([])).tag == f"{SVG}svg"
