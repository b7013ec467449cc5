"""Widgets that cannot be drawn here: what they are and what they would need."""

from __future__ import annotations

from aerotwin.runtime.dashboards.model import LEGACY, Json, Widget

NEEDS = {
    "choropleth-map": "the outlines of regions, which Databricks draws with a map service",
    "sankey": "a flow layout, which Vega-Lite does not have",
    "word-cloud": "a word layout, which Vega-Lite does not have",
    "sunburst": "a layout of nested rings, which Vega-Lite does not have",
    "cohort": "the legacy cohort layout; a pivot shows the same",
}


def placeholder(widget: Widget) -> Json:
    """A labelled tile instead of a blank one."""
    needs = NEEDS.get(widget.type, "a drawing of its own: this type is not among the documented ones")
    if widget.type.startswith(LEGACY):
        needs = "to be made anew in the dashboard's editor: it still has the form of a legacy dashboard"
    fields = [field.name for query in widget.queries for field in query.fields]
    return {"kind": "placeholder", "type": widget.type, "needs": needs, "fields": fields[:12]}
