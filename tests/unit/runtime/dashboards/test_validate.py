from __future__ import annotations

from pathlib import Path

import pytest

from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.check import findings
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.model import DashboardError
from aerotwin.runtime.dashboards.read import parse
from aerotwin.runtime.dashboards.validate import validate

FILE = Path("d.lvdash.json")


def test_everything_a_reader_would_see_go_wrong_is_found_once(board: Board, engine: Engine) -> None:
    page = 'page "Tables and trouble", widget'
    missing = "pages[1].layout[7].widget.queries[0].query.datasetName: must be text, not missing"
    there = "ordered_at, product, region, priority, revenue, target, hours, items, late, lat, lon, note, site"
    wrong = '"Wrong encoding", field "nothing": the query has no such field; it has region, count(*)'
    gone = 'field "x": dataset "Orders" has no column "nope"; it has'
    sankey = "sankey is not drawn here: it would need a flow layout, which Vega-Lite does not have"
    assert {str(one): one.severity for one in validate(board, engine)} == {
        f'{page} "Malformed": {missing}': "error",
        f"{page} {wrong}": "error",
        f'{page} "A field that is not there": {gone} {there}': "error",
        f'{page} "No rows": the query has no rows: the widget would be empty': "error",
        'dataset "Gone": [TABLE_OR_VIEW_NOT_FOUND] gallery_gone cannot be found': "error",
        f'page "Charts", widget "Sankey": {sankey}': "warning",
    }


def test_names_that_do_not_resolve() -> None:
    def widget(name: str, query: dict[str, object], encodings: dict[str, object]) -> dict[str, object]:
        spec = {"version": 2, "widgetType": "counter", "encodings": encodings, "frame": {"title": name}}
        return {"widget": {"name": name, "queries": [{"name": "main_query", "query": query}], "spec": spec}}

    known = {"datasetName": "d", "fields": [{"name": "a", "expression": "`a`"}]}
    layout = [
        widget("one", {"datasetName": "gone"}, {}),
        widget("two", known, {"value": {"fieldName": "b"}}),
        widget("two", {**known, "parameters": [{"name": "q", "keyword": "q"}]}, {}),
        widget("four", known, {"fields": [{"parameterName": "r", "queryName": "nowhere"}]}),
    ]
    content = {
        "datasets": [{"name": "d", "displayName": "D", "query": "SELECT :p AS a"}],
        "pages": [{"name": "p", "displayName": "P", "layout": layout}],
    }
    assert [str(one) for one in findings(parse(content, FILE))] == [
        'dataset "D" uses :p, which is not a parameter of it (none)',
        'page "P": 2 widgets are named "two"',
        'page "P", widget "one": there is no dataset "gone"; there are d',
        'page "P", widget "two", field "b": the query has no such field; it has a',
        'page "P", widget "two": dataset "D" has no parameter "q"; it has none',
        'page "P", widget "four": there is no query "nowhere"',
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([], r"d.lvdash.json: \$: must be an object, not a list"),
        ({}, 'd.lvdash.json: has no pages: a dashboard needs a list "pages"'),
        ({"pages": [{}]}, r"pages\[0\] has no name"),
        ({"pages": [{"name": "p", "layout": {}}]}, r"pages\[0\].layout: must be a list, not an object"),
        (
            {"pages": [{"name": "p"}], "datasets": [{"name": "d"}]},
            r'datasets\[0\]: dataset "d" needs "query"',
        ),
        (
            {"pages": [{"name": "p"}], "datasets": [{"query": "SELECT 1"}]},
            r"datasets\[0\].name: must be text",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_file_and_path(content: object, told: str) -> None:
    with pytest.raises(DashboardError, match=told):
        parse(content, FILE)


@pytest.mark.parametrize(
    ("page", "columns"),
    [
        ({"layoutVersion": "GRID_V1"}, 12),
        ({}, 6),
        ({"layout": [{"widget": {}, "position": {"x": 6, "y": 0, "width": 6, "height": 1}}]}, 12),
    ],
)
def test_both_grids(page: dict[str, object], columns: int) -> None:
    assert parse({"pages": [{"name": "p", **page}]}, FILE).pages[0].columns == columns
