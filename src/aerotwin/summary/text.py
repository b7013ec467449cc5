"""The report in plain text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from aerotwin.conf import SEVERITIES


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns: the first to the left, the others to the right, with a line under the header."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = (
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join([first, *rest]).rstrip()

    return "\n".join([line(header), "  ".join("-" * width for width in widths), *map(line, rows)])


def _count(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:,.0f}"


def _metric(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.3f}"


def layers(counts: pd.DataFrame) -> str:
    """Rows in every layer, with a total."""
    rows = [[str(slug), *map(_count, row)] for slug, *row in counts.itertuples()]
    rows.append(["total", *map(_count, counts.sum(min_count=1))])
    return table(["component", *counts.columns], rows)


def models(quality: pd.DataFrame) -> str:
    """Each model against its baselines on held-out aircraft and days."""
    header = [
        *["model", "AP", "rule AP", "base", "AUC", "rule AUC", "F1", "rule F1", "caught"],
        *["false/1000", "lead days", "champion"],
    ]
    rows = []
    for row in quality.to_dict("records"):
        champion = row["champion_version"]
        standing = "none" if pd.isna(champion) else f"v{int(champion)}"
        rows.append(
            [
                f"{row['component']} v{row['model_version']}",
                *(_metric(row[n]) for n in ("average_precision", "rule_average_precision", "base_rate")),
                *(_metric(row[n]) for n in ("roc_auc", "rule_roc_auc", "f1", "rule_f1")),
                "-" if pd.isna(row["recall"]) else f"{row['recall']:.0%}",
                f"{row['false_alerts_per_1000_flights']:.2f}",
                f"{row['median_lead_days']:.1f}",
                standing,
            ]
        )
    return table(header, rows)


def severities(alerts: pd.DataFrame) -> str:
    """Alerts that are not closed by component and severity."""
    wide = pd.crosstab(alerts["component"], alerts["severity"]).reindex(columns=SEVERITIES, fill_value=0)
    rows = [[str(slug), *(str(n) for n in row)] for slug, *row in wide.itertuples()]
    rows.append(["total", *(str(n) for n in wide.sum())])
    return table(["component", *SEVERITIES], rows)


def report(counts: pd.DataFrame, quality: pd.DataFrame, alerts: pd.DataFrame, orphans: int) -> str:
    """The whole report, with what to look at next."""
    example = alerts["alert_id"].iloc[0] if len(alerts) else "ALERT_ID"
    chain = "every alert traces back to its landed file" if not orphans else f"{orphans} alerts lack a link"
    parts = [
        "Rows per layer (bronze = silver + quarantine + duplicates)",
        layers(counts),
        "Models on held-out aircraft and days (AP: average precision; rule: best single-sensor threshold)",
        models(quality),
        f"Alerts not closed; {chain}",
        severities(alerts),
        "Next",
        '  aerotwin sql "select * from alerts"     the alerts\n'
        f"  aerotwin trace {example}     what is behind one\n"
        "  make mlflow     the models\n"
        "  make ui      dashboards, alerts, runs\n"
        "  make lab     the notebooks",
    ]
    return "\n\n".join(parts) + "\n"
