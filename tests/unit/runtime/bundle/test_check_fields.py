import textwrap
from pathlib import Path

from aerotwin.runtime.bundle import Problem, load
from aerotwin.runtime.bundle.fields import TASK_TYPES
from aerotwin.runtime.bundle.schema import resource_fields, version


def problems(root: Path, text: str) -> list[Problem]:
    (root / "databricks.yml").write_text(textwrap.dedent(text))
    return load(root, environ={}).problems


def test_an_unknown_field_is_a_warning_with_the_nearest_one(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
        bundle: {name: b}
        resources:
          volumes:
            v: {catalog_nam: main}
        """,
    )
    assert found == [
        Problem("warning", 'unknown field "catalog_nam"; did you mean "catalog_name"?',
                "resources.volumes.v.catalog_nam", "databricks.yml", 4, 9)
    ]  # fmt: skip


def test_values_outside_an_enumeration_and_wrong_shapes_are_found_in_every_target(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
        bundle: {name: b}
        targets:
          dev: {default: true}
          prod:
            resources:
              volumes: {v: {volume_type: MANAGD, grants: {principal: me}}}
        """,
    )
    assert [one.message for one in found] == [
        "expected a list, found a mapping",
        'volume_type is "MANAGD"; valid: MANAGED, EXTERNAL',
    ]


def test_anchors_references_and_plain_target_variables_are_no_mistakes(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
        bundle: {name: b}
        common: &common {comment: hello}
        variables: {kind: {default: MANAGED}}
        targets: {dev: {variables: {kind: EXTERNAL}}}
        resources: {volumes: {v: {<<: *common, name: v, volume_type: "${var.kind}"}}}
        """,
    )
    assert found == []


def test_the_data_has_what_every_bundle_uses() -> None:
    assert {"tasks", "schedule", "parameters", "job_clusters"} <= resource_fields("jobs").keys()
    assert {"notebook_task", "dbt_task", "spark_jar_task"} <= TASK_TYPES
    assert version() == "1.10.0"
