"""Pictures of one component's history on one aircraft."""

from __future__ import annotations

from matplotlib.axes import Axes

from aerotwin.models.figure import Picture
from aerotwin.summary.explore import History
from aerotwin.summary.plots import BLUE, COLOURS, GREY, INK

RED, GREEN = "#b3261e", "#3d8b63"


def _events(axes: Axes, history: History) -> None:
    for moment in history.failures["occurred_at"]:
        axes.axvline(moment, color=RED, linewidth=1.2)
    for moment in history.maintenance["occurred_at"]:
        axes.axvline(moment, color=GREEN, linewidth=0.8, alpha=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0, labelsize=8, colors=INK)


def _signals(history: History) -> list[tuple[str, str]]:
    """Columns to plot with their titles: the sensors, of the aircraft its components' health."""
    if history.subject.sensors:
        return [(s.name, f"{s.description} ({s.unit})") for s in history.subject.sensors]
    return [(f"{c}_health_index", f"{c} health index (%)") for c in history.subject.components]


def sensors(history: History) -> Picture:
    """Every sensor over time with its 7-day mean; failures red, maintenance green."""
    signals = _signals(history)
    figure = Picture(figsize=(10.5, 1.5 * len(signals)), layout="constrained")
    grid = figure.subplots(len(signals), 1, sharex=True, squeeze=False)[:, 0]
    times = history.features["observed_at"]
    for axes, (column, title) in zip(grid, signals, strict=True):
        axes.plot(times, history.features[column], ".", color=GREY, markersize=2)
        if f"{column}_mean_7d" in history.features:
            axes.plot(times, history.features[f"{column}_mean_7d"], color=BLUE, linewidth=1.3)
        axes.set_title(title, fontsize=9, loc="left", color=INK)
        _events(axes, history)
    return figure


def health(history: History) -> Picture:
    """Health index over time; below it the scored failure probability, with its alerts."""
    figure = Picture(figsize=(10.5, 4.2), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    index = "health_index" if "health_index" in history.features else "worst_health_index"
    above.plot(history.features["observed_at"], history.features[index], color=GREEN, linewidth=1.3)
    above.set(ylim=(-3, 103))
    above.set_title("Health index (%)", fontsize=9, loc="left", color=INK)
    below.plot(
        history.inferences["observed_at"], history.inferences["failure_probability"], ".-", color=BLUE, ms=3
    )
    below.set(ylim=(-0.03, 1.03))
    title = f"Probability of a failure within {history.subject.horizon_days} days"
    below.set_title(title, fontsize=9, loc="left", color=INK)
    for level in history.subject.alerts.levels:
        below.axhline(level.probability, color=COLOURS[level.severity], linewidth=0.8, linestyle="--")
    for alert in history.alerts.to_dict("records"):
        below.plot(
            [alert["observed_at"]],
            [alert["failure_probability"]],
            "v",
            color=COLOURS[alert["severity"]],
            ms=9,
        )
    _events(above, history)
    _events(below, history)
    return figure
