"""The two pictures kept with every model."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from aerotwin.models.calibration import Calibration
from aerotwin.models.figure import Picture

BLUE, GREY, ORANGE = "#1f5f99", "#8a94a0", "#d9822b"


def _bare(figure: Figure) -> None:
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(length=0, labelsize=8)


def calibration_plot(curve: Calibration, title: str) -> Picture:
    """Observed share of failures over predicted probability; the size of a dot is its share of readings."""
    figure = Picture(figsize=(4.6, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--", label="perfect")
    axes.plot(curve.predicted, curve.observed, color=BLUE, linewidth=1.5, label="model")
    share = curve.count / max(curve.count.sum(), 1)
    axes.scatter(curve.predicted, curve.observed, s=20 + 260 * share, color=BLUE, alpha=0.8)
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    axes.set_xlabel("predicted probability", fontsize=9)
    axes.set_ylabel("observed share of failures", fontsize=9)
    axes.set_title(f"{title}: calibration, error {curve.error:.3f}", fontsize=10, loc="left")
    axes.legend(frameon=False, fontsize=8, loc="upper left")
    _bare(figure)
    return figure


def importances_plot(importances: pd.DataFrame, title: str, top: int = 12) -> Picture:
    """The `top` features by importance, the largest at the top."""
    shown = importances.head(top).iloc[::-1]
    figure = Picture(figsize=(5.6, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.barh(shown["feature"], shown["importance"], color=BLUE, height=0.7)
    axes.set_xlabel("importance (mean decrease in impurity)", fontsize=9)
    axes.set_title(f"{title}: what the forest looks at", fontsize=10, loc="left")
    _bare(figure)
    return figure
