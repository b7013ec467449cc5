import json
import textwrap
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import BundleError, load


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        file = root / name.replace("__", "/").replace("_yml", ".yml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    return root


BASIC = """
    bundle: {name: b}
    include: [more/*.yml]
    variables:
      who: {default: world}
      text: {default: "hello ${var.who}"}
      wide: {type: complex, default: {a: 1, b: "${var.who}"}}
    targets:
      dev: {mode: development, default: true}
      prod:
        mode: production
        variables: {who: prod}
        resources: {jobs: {j: {max_concurrent_runs: 7, tasks: [{task_key: t, max_retries: 3}]}}}
"""
JOB = """
    resources:
      jobs:
        j:
          name: job of ${bundle.name} in ${bundle.target}
          parameters: [{name: p, default: "${var.text}"}]
          tasks:
            - {task_key: t, notebook_task: {notebook_path: ../n.ipynb, base_parameters: "${var.wide}"}}
            - {task_key: u, pipeline_task: {pipeline_id: "${resources.pipelines.p.id}"}}
      pipelines:
        p: {name: pipe, schema: "${resources.jobs.j.parameters[0].default}"}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, databricks_yml=BASIC, more__j_yml=JOB)


def test_includes_references_and_types(root: Path) -> None:
    bundle = load(root, environ={})
    assert (bundle.name, bundle.target, bundle.mode, bundle.problems) == ("b", "dev", "development", [])
    job = bundle.resources["jobs"]["j"]
    assert job["name"].endswith("job of b in dev")
    assert job["parameters"] == [{"name": "p", "default": "hello world"}]
    assert job["tasks"][0]["notebook_task"]["base_parameters"] == {"a": "1", "b": "world"}
    assert job["tasks"][1]["pipeline_task"]["pipeline_id"] == "p"
    assert bundle.resources["pipelines"]["p"]["schema"] == "hello world"


def test_paths_are_relative_to_the_file_they_are_written_in(root: Path) -> None:
    task = load(root, environ={}).resources["jobs"]["j"]["tasks"][0]
    assert task["notebook_task"]["notebook_path"] == str(root / "n.ipynb")


def test_development_prefixes_names_and_production_does_not(root: Path) -> None:
    assert load(root, "dev", environ={}).resources["pipelines"]["p"]["name"].startswith("[dev ")
    assert load(root, "prod", environ={}).resources["pipelines"]["p"]["name"] == "pipe"


def test_a_target_overrides_variables_and_joins_tasks_by_key(root: Path) -> None:
    job = load(root, "prod", environ={}).resources["jobs"]["j"]
    assert job["parameters"][0]["default"] == "hello prod"
    assert job["max_concurrent_runs"] == 7
    assert [task["task_key"] for task in job["tasks"]] == ["t", "u"]
    assert job["tasks"][0]["max_retries"] == 3
    assert "notebook_task" in job["tasks"][0]


def test_precedence_of_variables(root: Path) -> None:
    def who(target: str, given: dict[str, str], environ: dict[str, str]) -> object:
        return load(root, target, given, environ).variables["who"]

    assert who("dev", {}, {}) == "world"
    assert who("prod", {}, {}) == "prod"
    overrides = root / ".databricks" / "bundle" / "prod" / "variable-overrides.json"
    overrides.parent.mkdir(parents=True)
    overrides.write_text(json.dumps({"who": "file"}))
    assert who("prod", {}, {}) == "file"
    assert who("prod", {}, {"BUNDLE_VAR_who": "environment"}) == "environment"
    assert who("prod", {"who": "flag"}, {"BUNDLE_VAR_who": "environment"}) == "flag"


def test_unknown_target_and_variable_name_the_valid_ones(root: Path) -> None:
    with pytest.raises(BundleError, match='unknown target "stage"; valid: dev, prod'):
        load(root, "stage", environ={})
    with pytest.raises(BundleError, match='unknown variable "whom"; valid: text, who, wide'):
        load(root, given={"whom": "x"}, environ={})


def test_broken_yaml_names_file_line_and_key(tmp_path: Path) -> None:
    write(tmp_path, databricks_yml="bundle:\n  name: b\nresources:\n  jobs: [a, b\n")
    with pytest.raises(BundleError) as caught:
        load(tmp_path, environ={})
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("databricks.yml", 5)
    assert '"jobs"' in problem.message


def test_no_bundle_here(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"has no databricks\.yml"):
        load(tmp_path, environ={})


def test_unresolved_references_say_what_there_is(tmp_path: Path) -> None:
    write(
        tmp_path,
        databricks_yml="""\
        bundle: {name: b}
        variables: {catalog: {default: main}, none: {description: no value}}
        resources:
          jobs:
            j: {name: "${var.catalo} ${resources.jobs.k.id} ${bundle.nam}", tasks: []}
        """,
    )
    found = {problem.message for problem in load(tmp_path, environ={}).problems}
    assert any("${var.catalo}" in one and 'did you mean "catalog"' in one for one in found)
    assert any("${resources.jobs.k.id}" in one and "did you mean" not in one for one in found)
    assert any("${bundle.nam}" in one and '"name"' in one for one in found)
    assert any('"none" has no value' in one for one in found)


def test_references_in_a_circle_are_reported_not_followed(tmp_path: Path) -> None:
    write(
        tmp_path,
        databricks_yml="""\
        bundle: {name: b}
        variables: {a: {default: "${var.b}"}, b: {default: "x${var.a}"}}
        resources: {jobs: {j: {name: "${var.a}", tasks: []}}}
        """,
    )
    messages = [problem.message for problem in load(tmp_path, environ={}).problems]
    assert any("${var.b} -> ${var.a} -> ${var.b}" in one for one in messages)


def test_a_lookup_needs_a_workspace_unless_given_a_value(tmp_path: Path) -> None:
    write(
        tmp_path,
        databricks_yml="bundle: {name: b}\nvariables: {w: {lookup: {warehouse: Shared}}}\n",
    )
    assert [problem.severity for problem in load(tmp_path, environ={}).problems] == ["warning"]
    assert load(tmp_path, given={"w": "1"}, environ={}).problems == []
