from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aerotwin.runtime.dashboards.model import Selection

Tiles = Callable[..., dict[str, Any]]


def data(view: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(view["spec"]["data"]["values"])


def encoding(view: dict[str, Any], layer: int = 0) -> dict[str, Any]:
    spec = view["spec"]
    return (spec["layer"][layer] if "layer" in spec else spec)["encoding"]


def by(orders: pd.DataFrame, *keys: str) -> pd.Series:
    return orders.groupby(list(keys) if len(keys) > 1 else keys[0])["revenue"].sum()


CHARTS = (
    "bar", "grouped", "share", "horizontal", "line", "multi", "area", "scatter", "pie", "heatmap",
    "histogram", "combo", "box", "funnel", "waterfall", "forecast", "map", "gantt", "custom",
)  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_every_kind_of_chart_is_drawn_by_vega(tiles: Tiles, name: str) -> None:
    import vl_convert

    view = tiles()[name]
    assert view["kind"] == "chart", view
    svg = vl_convert.vegalite_to_svg({**view["spec"], "width": 300, "height": 200}, allowed_base_urls=[])
    assert svg.count("<path") > 3


def test_what_is_not_drawn_says_what_it_is_and_needs(tiles: Tiles) -> None:
    assert tiles()["sankey"] == {
        "widget": "sankey",
        "kind": "placeholder",
        "type": "sankey",
        "needs": "a flow layout, which Vega-Lite does not have",
        "fields": ["stage", "n"],
    }


def test_a_counter_has_its_target_and_the_change(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles()["counter"]
    total, target = orders["revenue"].sum(), orders["target"].sum()
    assert view["value"] == f"€{total / 1000:.1f}K"
    assert view["target"] == {"label": "Target", "value": f"€{target / 1000:.1f}K"}
    assert view["change"] == {"text": f"{total / target - 1:.1%}", "sign": "up"}


def test_a_counter_with_a_period_shows_the_latest(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles()["spark"]
    months = orders.groupby(orders["ordered_at"].dt.to_period("M")).size()
    assert view["value"] == str(months.iloc[-1])
    assert view["label"] == "Orders, 2024-12-01"
    change = months.iloc[-1] / months.iloc[-2] - 1
    assert view["change"] == {"text": f"{abs(change):.1%}", "sign": "down" if change < 0 else "up"}
    assert list(data({"spec": view["spark"]})["m"]) == list(months)


def test_measures_templates_and_colours_by_rule(tiles: Tiles, orders: pd.DataFrame) -> None:
    found = tiles()
    assert found["measure"]["value"] == f"{orders['late'].mean():.1%}"
    assert "fg" not in found["measure"]  # below the rule's 20 %
    assert found["template"]["value"] == f"{orders['product'].nunique()} of {len(orders)}"


def test_stacked_bars_end_where_the_sum_is(tiles: Tiles, orders: pd.DataFrame) -> None:
    rows = data(tiles()["bar"])
    tops = rows.groupby("d")["m1"].max()
    months = orders.groupby(orders["ordered_at"].dt.to_period("M"))["revenue"].sum()
    assert list(tops) == pytest.approx(list(months))
    assert pd.to_datetime(tops.index[0], unit="ms") == pd.Timestamp("2024-01-01")
    assert set(rows["s"]) == set(orders["region"])


def test_a_share_of_each_stack_adds_up_to_one(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles()["share"]
    rows = data(view)
    assert list(rows.groupby("dt")["p"].sum()) == pytest.approx([1.0] * 4)
    assert rows["m1"].max() == pytest.approx(1.0)
    west = orders[orders["region"] == "West"]
    high = rows[(rows["dt"] == "West") & (rows["s"] == "High")]["p"].item()
    assert high == pytest.approx((west["priority"] == "High").mean())
    # Sorted by the measure, the greatest first.
    counts = orders["region"].value_counts()
    order = encoding(view)["x"]["sort"]
    assert [counts[name] for name in order] == sorted(counts, reverse=True)


def test_grouped_bars_stand_side_by_side_in_the_mapped_colours(tiles: Tiles) -> None:
    found = encoding(tiles()["grouped"])
    assert found["xOffset"]["sort"] == ["Critical", "High", "Normal"]
    assert found["color"]["scale"] == {
        "domain": ["Critical", "High", "Normal"],
        "range": ["#B3201A", "#FFAB00", "#8BCAE7"],  # named, the theme's second, hexadecimal
    }


def test_a_quantitative_x_lays_bars_down(tiles: Tiles, orders: pd.DataFrame) -> None:
    found = encoding(tiles()["horizontal"])
    assert found["y"]["type"] == "nominal"
    assert found["x"]["type"] == "quantitative"
    # Of a category on y, "x-reversed" is by what x measures, the most first.
    sums = orders.groupby("product")["revenue"].sum().sort_values(ascending=False)
    assert found["y"]["sort"] == list(sums.index)


def test_several_measures_are_series_by_their_names(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles()["multi"]
    rows = data(view)
    assert rows[rows["s"] == "Revenue"]["m"].sum() == pytest.approx(orders["revenue"].sum())
    assert rows[rows["s"] == "Target"]["m"].sum() == pytest.approx(orders["target"].sum())
    assert encoding(view)["y"]["axis"]["title"] == "EUR"


def test_an_annotation_marks_its_day(tiles: Tiles) -> None:
    rule = tiles()["line"]["spec"]["layer"][1]
    assert rule["mark"]["type"] == "rule"
    assert pd.to_datetime(rule["encoding"]["x"]["datum"], unit="ms") == pd.Timestamp("2024-06-15")


def test_slices_of_a_pie(tiles: Tiles, orders: pd.DataFrame) -> None:
    rows = data(tiles()["pie"]).set_index("s")
    counts = orders["priority"].value_counts()
    assert dict(rows["m"]) == dict(counts)
    assert rows["p"].sum() == pytest.approx(1.0)
    assert list(rows.index) == list(counts.index)  # the largest first


def test_a_heat_map_has_a_cell_per_pair_in_the_files_order(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles()["heatmap"]
    cells = data(view).set_index(["y", "x"])["m"]
    assert cells["East", "High"] == ((orders["region"] == "East") & (orders["priority"] == "High")).sum()
    assert encoding(view)["x"]["sort"] == ["Critical", "High", "Normal"]
    assert encoding(view)["color"]["scale"] == {"scheme": "yellowgreenblue"}


def test_bins_of_a_histogram(tiles: Tiles, orders: pd.DataFrame) -> None:
    rows = data(tiles()["histogram"]).set_index("a")
    counted = (orders["hours"] // 6 * 6).value_counts()
    assert dict(rows["m"]) == dict(counted)
    assert set(rows["b"] - rows.index) == {6.0}


def test_five_numbers_of_a_box(tiles: Tiles, orders: pd.DataFrame) -> None:
    box = data(tiles()["box"]).set_index("x").loc["North"]
    north = orders[orders["region"] == "North"]["hours"]
    assert list(box[["a", "b", "c", "d", "e"]]) == pytest.approx(
        list(north.quantile([0, 0.25, 0.5, 0.75, 1]))
    )


def test_a_waterfall_ends_at_the_total(tiles: Tiles) -> None:
    rows = data(tiles()["waterfall"])
    assert list(rows["b"]) == [50, 30, 65, 55, 55]
    assert list(rows["s"]) == ["Up", "Down", "Up", "Down", "Total"]


def test_filters_change_numbers(tiles: Tiles, orders: pd.DataFrame) -> None:
    north = orders[orders["region"] == "North"]
    found = tiles(f_region=Selection(("North",)))
    assert found["counter"]["value"] == f"€{north['revenue'].sum() / 1000:.1f}K"
    assert found["f-region"]["chosen"] == ["North"]
    assert set(data(found["funnel"])["s"]) == {"Seen"}  # of the second dataset that the filter acts on
    both = tiles(f_region=Selection(("North", "South")), g_priority=Selection(("High",)))
    kept = orders[orders["region"].isin(["North", "South"]) & (orders["priority"] == "High")]
    assert both["template"]["value"] == f"{kept['product'].nunique()} of {len(kept)}"


def test_ranges_and_text(tiles: Tiles, orders: pd.DataFrame) -> None:
    found = tiles(f_dates=Selection(low="2024-02-01", high="2024-02-29", is_range=True))
    february = orders[orders["ordered_at"].dt.month == 2]
    assert found["template"]["value"].endswith(f" of {len(february)}")
    found = tiles(f_text=Selection(("se",)), f_amount=Selection(low="100", high=None, is_range=True))
    kept = orders[orders["product"].str.contains("se", case=False) & (orders["revenue"] >= 100)]
    assert found["template"]["value"] == f"{kept['product'].nunique()} of {len(kept)}"


def test_what_filters_offer(tiles: Tiles, orders: pd.DataFrame) -> None:
    found = tiles()
    assert [one["value"] for one in found["f-region"]["options"]] == sorted(orders["region"].unique())
    assert found["f-amount"]["min"] == orders["revenue"].min()
    assert found["f-amount"]["max"] == orders["revenue"].max()
    assert found["f-dates"]["min"] == f"{orders['ordered_at'].min():%Y-%m-%d}"
    assert found["f-text"]["mode"] == "contains"


def test_a_parameter_takes_its_default_then_the_choice(tiles: Tiles, orders: pd.DataFrame, lake: Any) -> None:
    counts = orders["priority"].value_counts()
    assert tiles("tables")["single"]["value"] == str(counts["High"])
    chosen = tiles("tables", f_param=Selection(("Critical",)))
    assert chosen["single"]["value"] == str(counts["Critical"])
    assert "SELECT * FROM gallery_orders WHERE priority = 'Critical'" in lake.ran


def test_opening_a_page_runs_each_dataset_once(tiles: Tiles, lake: Any) -> None:
    tiles()
    tiles(f_region=Selection(("North",)))
    assert sorted(lake.ran) == [
        "SELECT *\nFROM gallery_orders",
        "SELECT * FROM gallery_forecast",
        "SELECT * FROM gallery_stages",
    ]


def test_a_table_has_links_colours_and_formats(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles("tables")["table"]
    assert [one["title"] for one in view["columns"]] == [
        "Ordered", "Product", "Priority", "Revenue", "Hours", "Late", "Note",
    ]  # fmt: skip
    assert view["total"] == len(orders)
    first, row = orders.iloc[0], view["rows"][0]
    assert row[0] == f"{first['ordered_at']:%Y-%m-%d %H:%M}"
    assert row[1] == {
        "t": first["product"],
        "a": f"https://example.org/{first['product']}?r={first['region']}",
    }
    assert row[4] == f"{first['hours']:.2f}"
    assert row[6] == "<img src=x onerror=alert(1)>"  # as text
    critical = next(one for one in view["rows"] if isinstance(one[2], dict) and one[2]["t"] == "Critical")
    assert critical[2] == {"t": "Critical", "bg": "#B3201A", "fg": "#FFFFFF"}
    most = orders["revenue"].idxmax()
    assert view["rows"][most][3]["heat"] == 1.0


def test_an_older_table_is_read_as_it_is(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles("tables")["old-table"]
    assert [one["title"] for one in view["columns"]] == ["Region", "Revenue", "Site"]
    rows = {row[0]: row for row in view["rows"]}
    assert rows["North"][1] == {"t": f"${by(orders, 'region')['North']:,.0f}", "fg": "#00A972"}
    assert rows["North"][2] == {"t": "Open", "a": "https://example.org/North"}
    assert rows["East"][2] == "javascript:alert(1)"  # no link that runs code


def test_totals_of_a_pivot_are_aggregated_not_added(tiles: Tiles, orders: pd.DataFrame) -> None:
    view = tiles("tables")["pivot-average"]
    assert [one["t"] for one in view["head"][0]] == ["Critical", "High", "Normal", "Total"]
    north = next(row for row in view["rows"] if row["heads"] == ["North"])
    hours = orders[orders["region"] == "North"].groupby("priority")["hours"].mean()
    assert north["cells"][:3] == [f"{hours[name]:.2f}".rstrip("0").rstrip(".") for name in hours.index]
    last = view["rows"][-1]
    assert last["heads"] == ["Total"]
    assert last["cells"][-1] == f"{orders['hours'].mean():.2f}".rstrip("0").rstrip(".")


def test_one_broken_tile_leaves_the_others(tiles: Tiles) -> None:
    found = tiles("tables")
    errors = {name: view["message"] for name, view in found.items() if view["kind"] == "error"}
    assert errors == {
        "broken": "pages[1].layout[7].widget.queries[0].query.datasetName: must be text, not missing",
        "missing-table": 'dataset "Gone": [TABLE_OR_VIEW_NOT_FOUND] gallery_gone cannot be found',
        "missing-field": 'field "x": dataset "Orders" has no column "nope"; it has ordered_at, product, '
        "region, priority, revenue, target, hours, items, late, lat, lon, note, site",
        "wrong": 'bar: an encoding shows "nothing", which is not among the fields of its query: '
        "region, count(*)",
    }
    assert found["empty"]["kind"] == "empty"


def test_text_keeps_its_marks_and_nothing_that_runs(tiles: Tiles) -> None:
    html = tiles()["head"]["html"]
    assert "<h1>Gallery of <strong>every</strong> widget</h1>" in html
    assert '<span data-style="color:#B3201A">marked</span>' in html
    assert "script" not in html


def test_turned_labels_have_the_room_that_was_made_for_them() -> None:
    import re

    import vl_convert

    from aerotwin.runtime.dashboards.charts import parts

    names = [f"territory {i}" for i in range(6)]
    axis = parts.across({"title": "Territory"}, names)
    encoding = {
        "x": {"field": "name", "type": "nominal", "axis": axis},
        "y": {"field": "n", "type": "quantitative"},
    }
    spec = parts.chart([{"mark": "bar", "encoding": encoding}], [{"name": one, "n": 1} for one in names])
    heights: dict[bool, set[str]] = {True: set(), False: set()}
    for width in range(450, 750, 10):
        svg = vl_convert.vegalite_to_svg({**spec, "width": width, "height": 230}, allowed_base_urls=[])
        plot = re.search(r"role-frame root.*?M[\d.]+,[\d.]+h\d+v(\d+)", svg, re.DOTALL)
        assert plot is not None
        heights["rotate(-38)" in svg].add(plot.group(1))
    (turned,), (flat,) = heights[True], heights[False]
    assert int(turned) < int(flat)
