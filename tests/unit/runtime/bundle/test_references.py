import json
import textwrap
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import Bundle, BundleError, load


def bundle(root: Path, text: str, given: dict[str, str] | None = None) -> Bundle:
    (root / "databricks.yml").write_text("bundle: {name: b}\n" + textwrap.dedent(text))
    return load(root, given=given, environ={})


LOOKUP = """
    variables: {w: {lookup: {warehouse: Shared}}}
    resources:
      jobs:
        j:
          tasks:
            - {task_key: t, sql_task: {warehouse_id: "${var.w}", file: {path: q.sql}}}
"""


def test_a_looked_up_warehouse_is_no_error_where_it_means_nothing(tmp_path: Path) -> None:
    assert [one.severity for one in bundle(tmp_path, LOOKUP).problems] == ["warning"]


def test_a_looked_up_value_that_code_would_read_names_the_flag(tmp_path: Path) -> None:
    job = '{description: "${var.w}", tasks: []}'
    text = f"variables: {{w: {{lookup: {{job: Other}}}}}}\nresources: {{jobs: {{j: {job}}}}}\n"
    errors = [one.message for one in bundle(tmp_path, text).problems if one.severity == "error"]
    assert len(errors) == 1
    assert "--var w=" in errors[0]
    assert bundle(tmp_path, text, {"w": "1"}).problems == []


def test_a_variable_without_value_is_reported_once(tmp_path: Path) -> None:
    text = 'variables: {v: {}}\nresources: {jobs: {j: {name: "${var.v}", tasks: []}}}\n'
    problems = bundle(tmp_path, text).problems
    assert len(problems) == 1
    assert "has no value" in problems[0].message


def test_ids_of_unity_catalog_objects_are_their_full_names(tmp_path: Path) -> None:
    text = """
        resources:
          schemas: {s: {catalog_name: c, name: s1}}
          volumes: {v: {catalog_name: c, schema_name: s1, name: raw}}
          jobs:
            j:
              name: "${resources.schemas.s.id} ${resources.volumes.v.volume_path} ${resources.jobs.k.id}"
              tasks: []
            k: {tasks: []}
    """
    loaded = bundle(tmp_path, text)
    assert loaded.resources["jobs"]["j"]["name"] == "c.s1 /Volumes/c/s1/raw k"
    assert loaded.problems == []


def test_paths_into_complex_variables_and_references_in_references(tmp_path: Path) -> None:
    text = """
        variables:
          a: {type: complex, default: {b: [x, "${var.host_${bundle.target}}"]}}
          host_default: {default: here}
        resources: {jobs: {j: {name: "${var.a.b[0]} ${var.a.b[1]} ${var.host_${bundle.target}}", tasks: []}}}
    """
    loaded = bundle(tmp_path, text)
    assert loaded.resources["jobs"]["j"]["name"] == "x here here"
    assert loaded.problems == []


def test_a_complex_variable_is_set_by_file_only(tmp_path: Path) -> None:
    text = "variables: {a: {type: complex, default: {b: 1}}}\n"
    with pytest.raises(BundleError, match="neither --var nor BUNDLE_VAR_a"):
        bundle(tmp_path, text, {"a": "{}"})
    file = tmp_path / ".databricks" / "bundle" / "default" / "variable-overrides.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"a": {"b": 2}}))
    assert bundle(tmp_path, text).variables["a"] == {"b": 2}
    file.write_text("[]")
    with pytest.raises(BundleError, match="must be a JSON object"):
        bundle(tmp_path, text)


def test_the_workspace_holds_everything_below_the_paths_that_are_synced(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    text = (
        'sync: {paths: [../common, .]}\nresources: {jobs: {j: {name: "${workspace.file_path}", tasks: []}}}\n'
    )
    assert bundle(root, text).resources["jobs"]["j"]["name"] == str(tmp_path)
