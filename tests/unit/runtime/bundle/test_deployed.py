from pathlib import Path

import pytest

from aerotwin.runtime.bundle import load

BUNDLE = """
bundle: {{name: shop}}
workspace: {{root_path: "{root_path}"}}
resources: {{jobs: {{j: {{tasks: [{{task_key: t, notebook_task: {{notebook_path: "{path}"}}}}]}}}}}}
targets: {{dev: {{}}}}
"""
DEFAULT = "~/.bundle/${bundle.name}/${bundle.target}"


@pytest.mark.parametrize(
    ("path", "root_path"),
    [
        ("${workspace.file_path}/src/n", DEFAULT),
        ("/Workspace${workspace.file_path}/src/n", DEFAULT),
        ("/Workspace/${workspace.root_path}/files/src/n", DEFAULT),
        ("${workspace.root_path}/files/src/n", DEFAULT),
        ("/Workspace/Users/jane@example.com/.bundle/shop/dev/files/src/n", DEFAULT),
        ("/Users/${workspace.current_user.userName}/.bundle/${bundle.name}/dev/files/src/n", DEFAULT),
        ("/Workspace/Deploy/shop/files/src/n", "/Deploy/${bundle.name}"),
    ],
)
def test_the_deployed_files_are_those_of_the_bundle(tmp_path: Path, path: str, root_path: str) -> None:
    (tmp_path / "databricks.yml").write_text(BUNDLE.format(path=path, root_path=root_path))
    task = load(tmp_path, environ={}).resources["jobs"]["j"]["tasks"][0]
    assert task["notebook_task"]["notebook_path"] == str(tmp_path / "src" / "n")


def test_files_of_another_bundle_stay_where_they_are(tmp_path: Path) -> None:
    elsewhere = "/Workspace/Users/jane@example.com/.bundle/other/dev/files/src/n"
    (tmp_path / "databricks.yml").write_text(BUNDLE.format(path=elsewhere, root_path=DEFAULT))
    task = load(tmp_path, environ={}).resources["jobs"]["j"]["tasks"][0]
    assert task["notebook_task"]["notebook_path"] == elsewhere


ENVIRONMENT = """
bundle: {name: shop}
include: [jobs/*.yml]
targets: {dev: {}}
"""
JOB = """
resources:
  jobs:
    j:
      tasks: [{task_key: t, environment_key: e, spark_python_task: {python_file: ../f.py}}]
      environments:
        - environment_key: e
          spec:
            dependencies:
              - -r ../requirements.txt
              - --editable ..
              - -r /Workspace/Users/jane@example.com/.bundle/shop/dev/files/more.txt
              - -r ${workspace.file_path}/last.txt
              - ../dist/*.whl
              - lib/one-1.0-py3-none-any.whl
              - /Volumes/main/libs/two-1.0-py3-none-any.whl
              - three @ https://example.com/three.whl
              - pandas
"""


def test_options_of_pip_with_a_path(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "databricks.yml").write_text(ENVIRONMENT)
    (tmp_path / "jobs" / "j.yml").write_text(JOB)
    job = load(tmp_path, environ={}).resources["jobs"]["j"]
    assert job["environments"][0]["spec"]["dependencies"] == [
        f"-r {tmp_path}/requirements.txt",
        f"--editable {tmp_path}",
        f"-r {tmp_path}/more.txt",
        f"-r {tmp_path}/last.txt",
        f"{tmp_path}/dist/*.whl",
        f"{tmp_path}/jobs/lib/one-1.0-py3-none-any.whl",
        "/Volumes/main/libs/two-1.0-py3-none-any.whl",
        "three @ https://example.com/three.whl",
        "pandas",
    ]
