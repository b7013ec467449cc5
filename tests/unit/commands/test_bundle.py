import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aerotwin.cli import app
from aerotwin.commands.resources import to_run
from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle import load

BUNDLE = """
bundle: {name: b}
variables: {v: {default: x}}
resources:
  pipelines: {p: {name: "made of ${var.v}", schema: s}}
  apps: {web: {name: web, source_code_path: .}}
"""
JOB = "  jobs: {j: {name: job, tasks: [{task_key: t, condition_task: {left: a, op: EQUAL_TO, right: a}}]}}\n"


def bundle(root: Path, text: str) -> Path:
    (root / "databricks.yml").write_text(text)
    return root


def test_the_only_job_or_pipeline_needs_no_key(tmp_path: Path) -> None:
    assert to_run(load(bundle(tmp_path, BUNDLE), environ={}), None) == "p"
    both = load(bundle(tmp_path, BUNDLE + JOB), environ={})
    with pytest.raises(AeroTwinError, match=r"j \(job\), p \(pipeline\)"):
        to_run(both, None)
    assert [to_run(both, name) for name in ("j", "jobs.j", "pipelines.p")] == ["j", "j", "p"]


@pytest.mark.parametrize(("name", "said"), [("web", "is of apps"), ("jobs.p", "no job"), ("x", "no job")])
def test_what_cannot_run_is_said(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(AeroTwinError, match=said):
        to_run(load(bundle(tmp_path, BUNDLE + JOB), environ={}), name)


def test_the_summary_resolves_references(tmp_path: Path) -> None:
    arguments = ["bundle", "summary", "--bundle-dir", str(bundle(tmp_path, BUNDLE + JOB))]
    told = CliRunner().invoke(app, arguments)
    assert "p: made of x  (aerotwin bundle run p)" in told.output
    found = json.loads(CliRunner().invoke(app, [*arguments, "-o", "json"]).output)
    assert found["resources"]["pipelines"]["p"]["name"] == "made of x"


def test_a_strict_validation_fails_on_warnings(tmp_path: Path) -> None:
    root = bundle(tmp_path, BUNDLE + JOB + "unknown: 1\n")
    codes = [
        CliRunner().invoke(app, ["bundle", "validate", "--bundle-dir", str(root), *more]).exit_code
        for more in ([], ["--strict"])
    ]
    assert codes == [0, 2]


def test_faults_of_another_target_do_not_keep_a_job_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path / "home"))
    other = "targets: {dev: {default: true}, prod: {variables: {v: a, v: b}}}\n"
    root = bundle(tmp_path, BUNDLE + JOB + other)
    told = CliRunner().invoke(app, ["bundle", "validate", "--strict", "--bundle-dir", str(root)])
    assert told.exit_code != 0
    assert 'duplicate key "v"' in told.output
    assert CliRunner().invoke(app, ["bundle", "run", "j", "--bundle-dir", str(root)]).exit_code == 0


@pytest.mark.parametrize("command", ["deploy", "destroy"])
def test_deploying_is_left_to_the_cli(command: str) -> None:
    result = CliRunner().invoke(app, ["bundle", command, "-t", "dev", "--auto-approve"])
    assert isinstance(result.exception, AeroTwinError)
    assert f"databricks bundle {command}" in str(result.exception)


SCRIPTS = """
scripts:
  hello:
    content: |
      echo "$DATABRICKS_BUNDLE_TARGET ${HOME:+home} $(basename "$PWD") $1"
      false
      echo not reached
  empty: {}
"""


def aerotwin(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, with a home below `root`."""
    return subprocess.run(
        [sys.executable, "-m", "aerotwin.cli", *words[:2], "--bundle-dir", str(root), *words[2:]],
        env={**os.environ, "AEROTWIN_HOME": str(root / "home")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_scripts_run_in_the_bundles_directory(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    bundle(root, BUNDLE + JOB + SCRIPTS)
    done = aerotwin(root, "bundle", "run", "hello", "--", "there")
    assert (done.stdout, done.returncode) == ("default home shop there\n", 1)
    assert "scripts.empty (databricks.yml:" in aerotwin(root, "bundle", "run", "empty").stderr


def test_a_command_after_the_dashes_runs_in_the_bundles_directory(tmp_path: Path) -> None:
    done = aerotwin(bundle(tmp_path, BUNDLE + JOB), "bundle", "run", "--", "sh", "-c", "pwd; exit 3")
    assert (done.stdout.strip(), done.returncode) == (str(tmp_path.resolve()), 3)


def test_a_run_goes_on_without_who_started_it(tmp_path: Path) -> None:
    root = bundle(tmp_path, BUNDLE + JOB)
    done = aerotwin(root, "bundle", "run", "j", "--no-wait")
    assert done.stdout.startswith("Run 1 started"), done.stderr
    for _ in range(300):
        found = json.loads(aerotwin(root, "jobs", "get-run", "1", "-o", "json").stdout)
        if found["result"]:
            break
    assert found["result"] == "SUCCESS"
    failed = aerotwin(root, "bundle", "run", "j", "--no-wait", "--params", "a=b")
    assert (failed.returncode, "unknown parameter" in failed.stderr) == (2, True)


def test_a_validation_lists_what_there_is(tmp_path: Path) -> None:
    arguments = ["bundle", "validate", "--bundle-dir", str(bundle(tmp_path, BUNDLE + JOB))]
    lines = CliRunner().invoke(app, arguments).output.splitlines()
    assert {"Job: j (1 task)", "Pipeline: p"} <= set(lines)
    found = json.loads(CliRunner().invoke(app, [*arguments, "-o", "json"]).output)
    assert (found["jobs"], found["pipelines"], found["dashboards"]) == ({"j": 1}, ["p"], [])


def test_a_validation_says_that_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "resources" / "jobs").mkdir(parents=True)
    (tmp_path / "resources" / "jobs" / "j.yml").write_text("resources: {jobs: {j: {name: j, tasks: []}}}")
    root = bundle(tmp_path, "bundle: {name: b}\ninclude: [resources/*.yml]\n")
    told = CliRunner().invoke(app, ["bundle", "validate", "--bundle-dir", str(root)]).output
    assert "No job, pipeline or dashboard" in told
