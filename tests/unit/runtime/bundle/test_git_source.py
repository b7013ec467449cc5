import subprocess
from pathlib import Path
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle import Bundle, load
from aerotwin.runtime.bundle.checks import validate
from aerotwin.runtime.jobs.executors import refuse_unsupported
from aerotwin.runtime.jobs.model import job_of

OURS = "https://github.com/jane/shop.git"
BUNDLE = """
bundle: {{name: b}}
resources:
  jobs:
    j:
      git_source: {{git_url: {url}, git_provider: gitHub, git_branch: main}}
      tasks:
        - {{task_key: n, notebook_task: {{notebook_path: src/n}}}}
        - {{task_key: p, spark_python_task: {{python_file: src/p.py, source: GIT}}, existing_cluster_id: c}}
        - task_key: q
          sql_task: {{warehouse_id: w, file: {{path: src/q.sql, source: GIT}}}}
        - {{task_key: w, notebook_task: {{notebook_path: /Workspace/Shared/n, source: WORKSPACE}}}}
"""


def checkout(top: Path, url: str, remote: str | None) -> Bundle:
    """A bundle in a folder of a repository that has its files at the top."""
    root = top / "bundle"
    for file in ("src/n.py", "src/p.py", "src/q.sql", "bundle/databricks.yml"):
        (top / file).parent.mkdir(exist_ok=True)
        (top / file).write_text("# Databricks notebook source\n" if file == "src/n.py" else "")
    (root / "databricks.yml").write_text(BUNDLE.format(url=url))
    if remote:
        for words in (["init", "-q"], ["remote", "add", "origin", remote]):
            subprocess.run(["git", *words], cwd=top, check=True)
    return load(root, environ={})


def tasks(bundle: Bundle) -> dict[str, Any]:
    return {one["task_key"]: one for one in bundle.resource("jobs", "j")["tasks"]}


@pytest.mark.parametrize(
    "remote", [OURS, "git@github.com:Jane/shop", "ssh://git@github.com:22/jane/shop/", None]
)
def test_files_of_the_bundles_own_repository_are_those_of_this_checkout(
    tmp_path: Path, remote: str | None
) -> None:
    bundle = checkout(tmp_path, OURS, remote)
    found = tasks(bundle)
    assert found["n"]["notebook_task"]["notebook_path"] == str(tmp_path / "src/n.py")
    assert found["p"]["spark_python_task"]["python_file"] == str(tmp_path / "src/p.py")
    assert found["q"]["sql_task"]["file"]["path"] == str(tmp_path / "src/q.sql")
    assert found["w"]["notebook_task"]["notebook_path"] == "/Workspace/Shared/n"
    assert validate(bundle) == []
    refuse_unsupported(job_of(bundle, "j"), bundle)


def test_a_file_that_the_checkout_lacks_is_missing(tmp_path: Path) -> None:
    bundle = checkout(tmp_path, OURS, OURS)
    (tmp_path / "src/p.py").unlink()
    assert [one.severity for one in validate(bundle)] == ["error"]
    assert "p.py not found" in validate(bundle)[0].message


def test_files_of_another_repository_are_refused(tmp_path: Path) -> None:
    bundle = checkout(tmp_path, "https://github.com/other/shop", OURS)
    told = [one for one in validate(bundle) if "https://github.com/other/shop" in one.message]
    assert [one.path[-len("notebook_task") :] for one in told][:1] == ["notebook_task"]
    assert [one.severity for one in told] == ["warning"] * 3
    with pytest.raises(AeroTwinError, match=r'"n" of j is not runnable locally.*\n.*"p".*\n.*"q"'):
        refuse_unsupported(job_of(bundle, "j"), bundle)
