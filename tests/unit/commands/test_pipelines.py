from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aerotwin.cli import app
from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.pipelines import eventlog
from aerotwin.runtime.pipelines.log import EventLog


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Two updates of a pipeline, of which the second was killed in the middle of a line."""
    (tmp_path / "databricks.yml").write_text("bundle: {name: b}\n")
    made = Home(tmp_path / "home").create()
    monkeypatch.setenv("AEROTWIN_HOME", str(made.path))
    monkeypatch.chdir(tmp_path)
    eventlog.remember(made.pipelines / "sales", eventlog.Known("sales", "sales", "sales_key", "`s`.`log`"))
    folder = eventlog.folder(made, "sales")
    folder.mkdir(parents=True)
    for number, states in ((1, ["RUNNING", "COMPLETED"]), (2, ["RUNNING"])):
        with (folder / f"u{number}.jsonl").open("w") as file:
            origin = {"update_id": f"u{number}"}
            log = EventLog(origin, lambda event, to=file: to.write(json.dumps(event) + "\n"))
            for state in states:
                log.update(state)
                log.flow("a", state)
            log.flow("b", "FAILED")
            if number == 2:
                file.write('{"id": "unfinis')
    return made


def call(*words: str) -> list[dict]:
    result = CliRunner().invoke(app, ["pipelines", *words, "--output", "json"], catch_exceptions=False)
    return json.loads(result.stdout)


@pytest.mark.usefixtures("home")
def test_updates_and_their_events() -> None:
    found = [(one["update_id"], one["state"], one["flows"]) for one in call("list-updates", "sales_key")]
    assert found == [("u2", "RUNNING", "0/2"), ("u1", "COMPLETED", "1/2")]
    messages = [one["message"] for one in call("events", "sales", "--update", "u1")]
    assert messages[:2] == ["Update u1 is RUNNING.", "Flow a is RUNNING."]
    assert [one["message"] for one in call("events", "sales", "--level", "error")] == ["Flow b has FAILED."]


@pytest.mark.usefixtures("home")
def test_an_unknown_pipeline_is_told() -> None:
    with pytest.raises(AeroTwinError, match="No pipeline nope has run here; there are: sales."):
        call("events", "nope")
