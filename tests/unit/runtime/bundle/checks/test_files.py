import json
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import load
from aerotwin.runtime.bundle.checks import validate

HEAD = "bundle: {name: b}\nresources:\n"


def messages(root: Path, resources: str) -> list[str]:
    (root / "databricks.yml").write_text(HEAD + resources)
    return [one.message for one in validate(load(root, environ={}))]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{", "is not JSON"),
        ("{}", "has no pages"),
        ('{"pages": []}', "has no pages"),
        ('{"pages": [{"layout": []}]}', "pages[0] has no name"),
    ],
)
def test_a_broken_dashboard_file(tmp_path: Path, content: str, part: str) -> None:
    (tmp_path / "d.lvdash.json").write_text(content)
    found = messages(
        tmp_path, "  dashboards: {d: {display_name: D, warehouse_id: w, file_path: d.lvdash.json}}\n"
    )
    assert [part in one for one in found] == [True]


def test_a_sound_dashboard_file(tmp_path: Path) -> None:
    (tmp_path / "d.lvdash.json").write_text('{"pages": [{"name": "p", "layout": []}]}')
    assert (
        messages(
            tmp_path, "  dashboards: {d: {display_name: D, warehouse_id: w, file_path: d.lvdash.json}}\n"
        )
        == []
    )


def test_a_fault_of_a_tile_is_a_warning(tmp_path: Path) -> None:
    widget = {
        "name": "w",
        "queries": [{"name": "main_query", "query": {"datasetName": "gone", "fields": []}}],
        "spec": {"version": 2, "widgetType": "counter", "encodings": {}, "frame": {"title": "Rows"}},
    }
    page = {"name": "p", "displayName": "Page", "layout": [{"widget": widget, "position": {}}]}
    (tmp_path / "d.lvdash.json").write_text(json.dumps({"datasets": [], "pages": [page]}))
    (tmp_path / "databricks.yml").write_text(
        HEAD + "  dashboards: {d: {display_name: D, warehouse_id: w, file_path: d.lvdash.json}}\n"
    )
    (problem,) = validate(load(tmp_path, environ={}))
    assert problem.severity == "warning"
    assert problem.message == (
        'dashboard d.lvdash.json: page "Page", widget "Rows": there is no dataset "gone"; there are none'
    )


def test_a_bad_schedule(tmp_path: Path) -> None:
    job = (
        '  jobs: {j: {schedule: {quartz_cron_expression: "0 12 * * *", timezone_id: Mars/Base}, tasks: []}}\n'
    )
    first, second = messages(tmp_path, job)
    assert "Unix cron has no seconds" in first
    assert 'unknown time zone "Mars/Base"' in second


def job_with(notebook: str) -> str:
    return (
        "  jobs: {j: {tasks: [{task_key: t, notebook_task: "
        f"{{notebook_path: {notebook}, base_parameters: {{day: a, extra: b}}}}}}]}}}}\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        'day = dbutils.widgets.get("day")',
        "SELECT :day",
        "SELECT '${day}'",
        "CREATE WIDGET TEXT day DEFAULT 'x'",
    ],
)
def test_parameters_that_a_source_notebook_does_not_read(tmp_path: Path, source: str) -> None:
    (tmp_path / "n.py").write_text(f"# Databricks notebook source\n{source}\n")
    assert messages(tmp_path, job_with("n.py")) == [
        'parameter "extra" is read by no widget or parameters cell of n.py'
    ]


def test_parameters_of_a_parameters_cell(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": ["day = 'x'\n", "other = 1"]},
        {"cell_type": "code", "metadata": {}, "source": "extra = 2"},
    ]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells}))
    found = messages(tmp_path, job_with("n.ipynb"))
    assert found == ['parameter "extra" is read by no widget or parameters cell of n.ipynb']


def test_a_notebook_that_may_read_any_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "n.py").write_text("# Databricks notebook source\n# MAGIC %run ./other\n")
    assert messages(tmp_path, job_with("n.py")) == []


def test_a_library_may_be_named_as_the_workspace_does(tmp_path: Path) -> None:
    (tmp_path / "etl.ipynb").write_text("{}")
    path = "${workspace.file_path}/%s"
    libraries = ", ".join(f"{{notebook: {{path: '{path % name}'}}}}" for name in ("etl", "gone"))
    found = messages(tmp_path, f"  pipelines: {{p: {{name: p, schema: s, libraries: [{libraries}]}}}}\n")
    assert [one for one in found if "not found" in one] == ["notebook gone not found"]
