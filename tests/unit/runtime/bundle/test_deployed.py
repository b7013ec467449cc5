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
