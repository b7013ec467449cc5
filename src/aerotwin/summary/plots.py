"""Pictures of the fleet's health, the models' quality and the alerts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from aerotwin.conf import SEVERITIES
from aerotwin.models.figure import Picture

HEALTH = LinearSegmentedColormap.from_list("health", ["#b3261e", "#f2c14e", "#e9f2ec", "#3d8b63"])
COLOURS = {"CRITICAL": "#b3261e", "HIGH": "#e07a2f", "MEDIUM": "#f2c14e", "LOW": "#9fb4c7"}
BLUE, GREY, INK = "#1f5f99", "#b8c1cb", "#2b333b"


def _bare(figure: Figure) -> None:
    for axes in figure.axes:
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=8, colors=INK)


def fleet_health(health: pd.DataFrame) -> Picture:
    """Health index of every component (rows) of every aircraft (columns), 0 red to 100 green."""
    wide = health.pivot(index="component", columns="aircraft_id", values="health_index").sort_index()
    parts = wide.drop(index="aircraft", errors="ignore")
    shown = wide[parts.mean().sort_values().index].iloc[:, :60]
    figure = Picture(figsize=(10.5, 0.9 + 0.32 * len(shown)), layout="constrained")
    axes = figure.subplots()
    image = axes.pcolormesh(
        shown.to_numpy(dtype=float), cmap=HEALTH, vmin=0, vmax=100, edgecolors="white", linewidth=1.5
    )
    axes.invert_yaxis()
    axes.set_xticks(np.arange(shown.shape[1]) + 0.5, shown.columns, rotation=90)
    axes.set_yticks(np.arange(shown.shape[0]) + 0.5, shown.index)
    axes.set_title("Health index by component, the worst aircraft first", fontsize=11, loc="left", color=INK)
    bar = figure.colorbar(image, ax=axes, pad=0.01, aspect=18)
    bar.outline.set_visible(False)
    _bare(figure)
    return figure


def model_quality(quality: pd.DataFrame) -> Picture:
    """Held-out average precision of model, rule and base rate for every slug."""
    rows = quality.sort_values("average_precision").reset_index(drop=True)
    figure = Picture(figsize=(10.5, 1.0 + 0.36 * len(rows)), layout="constrained")
    axes = figure.subplots()
    place = np.arange(len(rows))
    axes.barh(place, rows["average_precision"], color=BLUE, height=0.55, label="random forest")
    axes.barh(place - 0.36, rows["rule_average_precision"], color=GREY, height=0.16, label="best rule")
    axes.scatter(rows["base_rate"], place, color=INK, marker="|", s=160, linewidth=1.5, label="chance")
    for y, value in zip(place, rows["average_precision"], strict=True):
        if value == value:
            axes.text(value + 0.008, float(y), f"{value:.2f}", va="center", fontsize=8, color=INK)
    axes.set_yticks(place, rows["component"])
    axes.set_xlim(0, 1.02)
    axes.set_title("Average precision on held-out aircraft and days", fontsize=11, loc="left", color=INK)
    axes.legend(frameon=False, fontsize=8, ncols=3, loc="lower right")
    _bare(figure)
    return figure


def alerts(standing: pd.DataFrame) -> Picture:
    """Alerts that are not closed, stacked by severity for every component."""
    wide = pd.crosstab(standing["component"], standing["severity"]).reindex(columns=SEVERITIES, fill_value=0)
    wide = wide.loc[wide.sum(axis=1).sort_values().index]
    figure = Picture(figsize=(10.5, 1.0 + 0.36 * max(len(wide), 1)), layout="constrained")
    axes = figure.subplots()
    left = np.zeros(len(wide))
    for severity in SEVERITIES:
        values = wide[severity].to_numpy(dtype=float)
        bars = axes.barh(wide.index, values, left=left, color=COLOURS[severity], height=0.6, label=severity)
        axes.bar_label(bars, [f"{v:.0f}" if v else "" for v in values], label_type="center", fontsize=8)
        left += values
    if wide.empty:
        axes.text(0.5, 0.5, "no alerts", ha="center", va="center", transform=axes.transAxes, color=INK)
    axes.set_xticks([])
    axes.set_title(f"{len(standing)} alerts not closed", fontsize=11, loc="left", color=INK)
    axes.legend(frameon=False, fontsize=8, ncols=4, loc="lower right")
    _bare(figure)
    return figure
