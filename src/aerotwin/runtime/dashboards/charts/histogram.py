"""Histograms: bars without gaps over bins of a number."""

from __future__ import annotations

import re

from aerotwin.runtime.dashboards.charts import parts
from aerotwin.runtime.dashboards.charts.channel import Channel, channel, check, labels, need
from aerotwin.runtime.dashboards.charts.order import ascending
from aerotwin.runtime.dashboards.charts.palette import Palette
from aerotwin.runtime.dashboards.model import Json, Widget
from aerotwin.runtime.dashboards.rows import Rows, as_number

_WIDTH = re.compile(r"(?:BIN_FLOOR|bin)\s*\(.*,\s*(?:binWidth\s*=\s*)?([\d.]+)\s*\)\s*$", re.IGNORECASE)
BINS = 20


def histogram(widget: Widget, rows: Rows, palette: Palette) -> Json:
    """Counts per bin as the query has them; without y, raw values are put into twenty bins here."""
    palette = palette.of_widget(widget.spec.get("mark"))
    x = need(widget, "x", channel(widget.encodings.get("x"), "quantitative"), rows)
    y = channel(widget.encodings.get("y"), "quantitative")
    color = channel(widget.encodings.get("color"))
    check(widget, [y, color], rows)
    begins = [as_number(value) for value in rows.column(x.field)]
    groups = labels(rows.column(color.field)) if color else [""] * len(rows)
    counts = [as_number(value) if y else 1.0 for value in rows.column(y.field if y else "")]
    known = [value for value in begins if value is not None]
    width = _bin_width(widget, x, known, bool(y))
    if not y:
        begins = [None if value is None else value // width * width for value in begins]
    sums: dict[tuple[float, str], float] = {}
    for begin, group, count in zip(begins, groups, counts, strict=True):
        if begin is not None:
            sums[begin, group] = sums.get((begin, group), 0.0) + (count or 0.0)
    names = ascending(set(groups), {})
    data, tops = [], dict.fromkeys({begin for begin, _ in sums}, 0.0)
    for (begin, group), count in sorted(sums.items(), key=lambda one: names.index(one[0][1])):
        bottom, tops[begin] = tops[begin], tops[begin] + count
        text = f"{begin:,.6g} to {begin + width:,.6g}"
        data.append(
            {
                "a": begin,
                "b": begin + width,
                "m": count,
                "m0": bottom,
                "m1": tops[begin],
                "s": group,
                "t": text,
            }
        )
    measure = y or Channel("", "Count", "quantitative")
    axis = {**(parts.axis(x, "quantitative") or {}), "grid": False}
    encoding: Json = {
        "x": {"field": "a", "bin": "binned", "type": "quantitative", "axis": axis,
              "scale": {"zero": False, "nice": False}},
        "x2": {"field": "b"},
        "y": {"field": "m0", "type": "quantitative", "axis": parts.axis(measure, "quantitative")},
        "y2": {"field": "m1"},
        "tooltip": [parts.text_tip("t", x.title), parts.number_tip("m", measure)],
        "color": parts.series_color(names, palette, color) if color else {"value": palette.colors[0]},
    }  # fmt: skip
    return parts.chart([{"mark": {"type": "bar", "binSpacing": 1}, "encoding": encoding}], data)


def _bin_width(widget: Widget, x: Channel, known: list[float], binned: bool) -> float:
    field = widget.main.field(x.field) if widget.main else None
    match = _WIDTH.search(field.expression) if field else None
    if match and float(match[1]) > 0:
        return float(match[1])
    if not known:
        return 1.0
    if binned:
        distinct = sorted(set(known))
        gaps = [after - before for before, after in zip(distinct, distinct[1:], strict=False)]
        return min(gaps) if gaps else 1.0
    return (max(known) - min(known)) / BINS or 1.0
