"""The trace of an alert as a chain that people read from the top down; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aerotwin.ui.words import when

if TYPE_CHECKING:
    from aerotwin.alerts.trace import Trace

KEYS = ("table", "aircraft_id", "cycle", "observed_at", "source_file", "ingested_at", "corrupt_record")
LONGEST_LINE = 4000


@dataclass(frozen=True)
class Step:
    """One step of the chain: what it is, its name, facts as (name, value), a text, and a link."""

    kind: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    link: str = ""
    link_text: str = ""


def links(found: Trace, mlflow_url: str) -> list[Step]:
    """The steps from the alert to the line of the landed file."""
    alert, inference, model, reading = found.alert, found.inference, found.model, found.reading
    version = f"{mlflow_url.rstrip('/')}/#/models/{quote(model['name'], safe='')}/versions/{model['version']}"
    flight = f"{reading['aircraft_id']}, flight {reading['cycle']}"
    drivers = tuple(
        (item["feature"], f"{_value(item['value'])} ({item['contribution']:+.3f})")
        for item in inference["contributions"] or []
    )
    scored_row = f"{inference['aircraft_id']}, {_value(inference['observed_at'])}"
    probability = f"{inference['failure_probability']:.6f}"
    driving = [name for name, _ in drivers if name in found.feature_row]
    same = dict.fromkeys([*driving, *(name for name in _sensors(reading) if name in found.feature_row)])
    bronze = [
        Step("Landed row", f"{row['table']}, {flight}", (("read", _value(row.get("ingested_at"))),))
        for row in found.bronze
    ]
    lines = ", ".join(str(line.number) for line in found.lines)
    return [
        Step("Alert", alert["alert_id"], _facts(alert, "severity", "state", "category")),
        Step(
            "Inference",
            inference["trace_id"],
            (("probability", probability), *_facts(inference, "scored_at"), *drivers),
        ),
        Step(
            "Model",
            f"{model['name']} version {model['version']}",
            (("training run", str(model["run_id"])),),
            link=version,
            link_text="Open in MLflow",
        ),
        Step(
            "Feature row",
            f"{model['feature_table']} at Delta version {model['feature_version']}",
            (("row", scored_row), *((name, _value(found.feature_row[name])) for name in same)),
        ),
        Step("Reading", f"{reading['table']}, {flight}", tuple(_sensors(reading).items())),
        *bronze,
        Step(
            "Landed file",
            f"{found.source_file}{f', line {lines}' if lines else ''}",
            text=found.lines[0].text[:LONGEST_LINE] if found.lines else "",
        ),
    ]


def _sensors(reading: Mapping[str, Any]) -> dict[str, str]:
    return {name: _value(value) for name, value in reading.items() if name not in KEYS}


def _facts(row: Mapping[str, Any], *names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", " "), _value(row[name])) for name in names)


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{when(value, '%Y-%m-%d %H:%M:%S')} UTC"
    if isinstance(value, float):
        return f"{value:.6g}"
    return "–" if value is None else str(value)
