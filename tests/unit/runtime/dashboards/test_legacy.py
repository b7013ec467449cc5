"""Tiles that were taken over from dashboards of before say what they are."""

import json
from pathlib import Path

from aerotwin.runtime.dashboards.placeholder import placeholder
from aerotwin.runtime.dashboards.read import read


def test_legacy_tiles_have_their_kind_and_title(tmp_path: Path) -> None:
    query = {"name": "q", "query": {"datasetName": "d", "disaggregated": True}}
    old = {
        "version": 0,
        "viz_spec": {"viz_type": "COUNTER", "display_name": "Total ", "serialized_options": "{}"},
    }
    tiles = [
        {"name": "a", "queries": [query], "spec": old},
        {"name": "b", "queries": [query], "spec": {"version": 0, "dashboard_parameter_spec": {}}},
        {"name": "c", "queries": [query], "spec": {"version": 0}},
    ]
    place = {"x": 0, "y": 0, "width": 1, "height": 1}
    page = {"name": "p", "layout": [{"widget": one, "position": place} for one in tiles]}
    file = tmp_path / "old.lvdash.json"
    file.write_text(json.dumps({"datasets": [{"name": "d", "query": "SELECT 1 AS n"}], "pages": [page]}))
    (items,) = (one.items for one in read(file).pages)
    counter, parameter, unknown = (item.widget for item in items)
    assert (counter.type, counter.title, counter.error) == ("legacy-counter", "Total", "")
    assert "legacy dashboard" in placeholder(counter)["needs"]
    assert parameter.type == "legacy-parameter"
    assert unknown.error == "pages[0].layout[2].widget.spec.widgetType: is missing"
