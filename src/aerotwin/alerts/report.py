"""Alerts as a table for people."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

_COLOURS = {"CRITICAL": "#b3261e", "HIGH": "#e07a2f", "MEDIUM": "#b98a13", "LOW": "#6b8299"}
_LEFT = "text-align:left;vertical-align:top"


def shown(alerts: pd.DataFrame) -> str:
    """Alerts as HTML, one row each, with whole messages; all text escaped."""
    if alerts.empty:
        return "<p>No alerts.</p>"
    rows = "".join(_row(row) for row in alerts.to_dict("records"))
    head = "".join(
        f'<th style="{_LEFT}">{name}</th>' for name in ("alert", "severity", "risk", "what and why", "action")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(row: Mapping[Any, Any]) -> str:
    severity = str(row["severity"])
    colour = _COLOURS.get(severity, "inherit")
    cells = [
        f"<code>{html.escape(str(row['alert_id']))}</code>",
        f'<b style="color:{colour}">{html.escape(severity)}</b>',
        f"{float(str(row['failure_probability'])):.0%}",
        html.escape(str(row["message"])),
        html.escape(str(row.get("recommended_action", ""))),
    ]
    return "<tr>" + "".join(f'<td style="{_LEFT}">{cell}</td>' for cell in cells) + "</tr>"
