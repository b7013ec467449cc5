from __future__ import annotations

from datetime import UTC, datetime

from aerotwin.alerts.landed import LandedLine
from aerotwin.alerts.trace import Trace
from aerotwin.ui.alerts.chain import links

AT = datetime(2024, 12, 1, 12, 5, 43, tzinfo=UTC)
TRACE = Trace(
    alert={"alert_id": "AT-1_ENG_1", "severity": "HIGH", "state": "open", "category": "propulsion"},
    inference={
        "trace_id": "uuid",
        "failure_probability": 0.697392754,
        "scored_at": AT,
        "aircraft_id": "AT-1",
        "observed_at": AT,
        "contributions": [{"feature": "egt_margin_mean_7d", "value": 7.0, "contribution": 0.101}],
    },
    model={
        "name": "a/b",
        "version": 3,
        "run_id": "r",
        "feature_table": "engine_features",
        "feature_version": 2,
    },
    feature_row={"aircraft_id": "AT-1", "egt_margin": 8.0, "egt_margin_mean_7d": 7.0},
    reading={
        "table": "engine_silver",
        "aircraft_id": "AT-1",
        "cycle": 9,
        "observed_at": AT,
        "egt_margin": 8.0,
    },
    bronze=[{"table": "engine_bronze", "ingested_at": AT}] * 2,
    source_file="engine/readings.jsonl",
    lines=[LandedLine(40, "{first}"), LandedLine(77, "{second}")],
)


def test_the_chain_runs_from_the_alert_to_the_lines_of_the_landed_file() -> None:
    steps = links(TRACE, "http://127.0.0.1:5000/")
    assert [(step.kind, step.name) for step in steps] == [
        ("Alert", "AT-1_ENG_1"),
        ("Inference", "uuid"),
        ("Model", "a/b version 3"),
        ("Feature row", "engine_features at Delta version 2"),
        ("Reading", "engine_silver, AT-1, flight 9"),
        ("Landed row", "engine_bronze, AT-1, flight 9"),
        ("Landed row", "engine_bronze, AT-1, flight 9"),
        ("Landed file", "engine/readings.jsonl, line 40, 77"),
    ]
    facts = [dict(step.facts) for step in steps]
    assert facts[1] == {
        "probability": "0.697393",
        "scored at": "2024-12-01 12:05:43 UTC",
        "egt_margin_mean_7d": "7 (+0.101)",
    }
    assert facts[3] == {
        "row": "AT-1, 2024-12-01 12:05:43 UTC",
        "egt_margin_mean_7d": "7",
        "egt_margin": "8",
    }
    assert facts[4] == {"egt_margin": "8"}
    assert steps[2].link == "http://127.0.0.1:5000/#/models/a%2Fb/versions/3"
    assert steps[-1].text == "{first}"
