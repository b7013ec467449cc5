"""The order of categories on an axis or in a legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from aerotwin.runtime.dashboards.charts.channel import EMPTY
from aerotwin.runtime.dashboards.model import Json

MOST = 200


def ordered(
    labels: Sequence[str], raw: Sequence[Any], measures: Sequence[float | None], sort: Json
) -> list[str]:
    """The distinct labels in the order that `sort` asks for; ascending by value if it asks for none.

    `raw` are the values behind the labels, `measures` what the other axis shows for each.
    """
    first: dict[str, Any] = {}
    totals: dict[str, float] = {}
    for label, value, measure in zip(labels, raw, measures, strict=True):
        first.setdefault(label, value)
        totals[label] = totals.get(label, 0.0) + (measure or 0.0)
    by = str(sort.get("by") or "")
    kept = list(first)
    given = sort.get("orderedValues") or sort.get("values")
    if isinstance(given, list) and given:
        wanted = [str(one.get("value") if isinstance(one, dict) else one) for one in given]
        return [one for one in wanted if one in first] + [one for one in kept if one not in wanted]
    if by.startswith(("y", "value", "measure", "angle", "cell")):
        kept.sort(key=lambda label: totals[label], reverse=by.endswith("-reversed"))
    elif by == "natural-order-reversed":
        kept.reverse()
    elif by != "natural-order":
        kept = ascending(kept, first)
        if by.endswith("-reversed"):
            kept.reverse()
    return kept


def ascending(labels: Iterable[str], raw: dict[str, Any]) -> list[str]:
    """Labels by the values behind them: numbers and times in order, text after them, the empty one last."""

    def key(label: str) -> tuple[int, Any, str]:
        value = raw.get(label)
        if label == EMPTY:
            return (3, 0, label)
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return (2, 0, label.lower())
        try:
            return (0, float(value), label)
        except (TypeError, ValueError):
            return (1, str(value), label)

    return sorted(labels, key=key)
