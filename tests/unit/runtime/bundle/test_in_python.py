import textwrap
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import Bundle, load

HEAD = """
bundle: {name: b}
SECTION
variables: {schema: {default: "in_${bundle.target}"}}
resources:
  jobs:
    written: {name: written, tasks: [{task_key: t, notebook_task: {notebook_path: n.py}}]}
targets: {dev: {mode: development}}
"""
RESOURCES = """
from databricks.bundles.core import Bundle, Resources, job_mutator
from databricks.bundles.jobs import Job
from dataclasses import replace


def load_resources(bundle: Bundle) -> Resources:
    found = Resources()
    found.add_job("made", {
        "name": f"made for {bundle.target}",
        "parameters": [{"name": "schema", "default": "${var.schema}"}],
        "tasks": [{"task_key": "t", "notebook_task": {"notebook_path": "src/n.py"}}],
    })
    return found


@job_mutator
def limit(bundle: Bundle, job: Job) -> Job:
    return replace(job, timeout_seconds=60, description=bundle.variables["schema"])
"""
BOTH = "{resources: ['more.made:load_resources'], mutators: ['more.made:limit']}"


def bundle(root: Path, section: str, code: str = RESOURCES) -> Bundle:
    (root / "databricks.yml").write_text(HEAD.replace("SECTION", section))
    (root / "more").mkdir()
    (root / "more" / "made.py").write_text(textwrap.dedent(code))
    return load(root, environ={})


@pytest.mark.parametrize("section", [f"python: {BOTH}", f"experimental: {{python: {BOTH}}}"])
def test_python_adds_and_changes_jobs(tmp_path: Path, section: str) -> None:
    loaded = bundle(tmp_path, section)
    assert loaded.problems == []
    jobs = loaded.resources["jobs"]
    assert list(jobs) == ["written", "made"]
    # As for what YAML declares: the target's prefix, resolved references; but paths from the bundle's root.
    assert jobs["made"]["name"].startswith("[dev ")
    assert jobs["made"]["name"].endswith("made for dev")
    assert jobs["made"]["max_concurrent_runs"] == 4
    assert jobs["made"]["parameters"] == [{"name": "schema", "default": "in_dev"}]
    assert jobs["made"]["tasks"][0]["notebook_task"]["notebook_path"] == str(tmp_path / "src" / "n.py")
    assert jobs["written"]["tasks"][0]["notebook_task"]["notebook_path"] == str(tmp_path / "n.py")
    assert jobs["written"]["name"].count("[dev ") == 1
    assert [(one["timeout_seconds"], one["description"]) for one in jobs.values()] == [(60, "in_dev")] * 2
    assert str(loaded.positions["resources.jobs.made"].file) == "more/made.py"


def test_a_failing_function_is_named_with_its_line(tmp_path: Path) -> None:
    code = 'def load_resources():\n    raise ValueError("no tables listed")\n'
    found = bundle(tmp_path, "python: {resources: ['more.made:load_resources']}", code).problems
    assert [(one.severity, one.file, one.line) for one in found] == [("error", "more/made.py", 1)]
    assert "no tables listed" in found[0].message


def test_python_is_not_run_where_the_cli_would_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABRICKS_BUNDLE_RESTRICTED_CODE_EXECUTION", "1")
    loaded = bundle(tmp_path, "python: {resources: ['more.made:load_resources']}")
    assert list(loaded.resources["jobs"]) == ["written"]
    assert "DATABRICKS_BUNDLE_RESTRICTED_CODE_EXECUTION" in loaded.problems[0].message
