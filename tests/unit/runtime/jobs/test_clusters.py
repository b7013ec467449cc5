import json
from pathlib import Path

import pytest

from aerotwin.runtime.bundle.checks import validate
from aerotwin.runtime.jobs.model import Attempt, Output
from aerotwin.runtime.jobs.outcomes import Result

from .conftest import Harness

JOB = """
j:
  job_clusters:
    - job_cluster_key: main
      new_cluster:
        spark_env_vars: {STAGE: prod, FAST: true, TOKEN: "{{secrets/vault/key}}", PYSPARK_PYTHON: /databricks/python3/bin/python3}
        spark_conf: {spark.sql.shuffle.partitions: 3, spark.my.password: "{{secrets/vault/none}}"}
  tasks:
    - {task_key: a, job_cluster_key: main, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: b, new_cluster: {spark_env_vars: {STAGE: own}}, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: c, existing_cluster_id: "${resources.clusters.big.id}", notebook_task: {notebook_path: n.ipynb}}
    - {task_key: d, notebook_task: {notebook_path: n.ipynb}}
"""  # noqa: E501
BIG = "  clusters: {big: {spark_env_vars: {STAGE: big}}}\n"


def seen(harness: Harness) -> dict[str, dict[str, str]]:
    """The variables that each task's process would get."""
    found: dict[str, dict[str, str]] = {}

    def act(attempt: Attempt) -> Output:
        found[attempt.task.key] = attempt.environment
        return Output()

    assert harness.run(act=act).result is Result.SUCCESS
    return found


def test_variables_and_settings_of_a_tasks_cluster_reach_its_process(harness: Harness) -> None:
    harness.bundle(JOB, BIG)
    secrets = harness.home.path / "secrets.yml"
    secrets.parent.mkdir()
    secrets.write_text("vault: {key: s3cret}")
    secrets.chmod(0o600)
    tasks = seen(harness)
    assert {key: one.get("STAGE") for key, one in tasks.items()} == {
        "a": "prod",
        "b": "own",
        "c": "big",
        "d": None,
    }
    assert (tasks["a"]["FAST"], tasks["a"]["TOKEN"]) == ("true", "s3cret")
    assert "PYSPARK_PYTHON" not in tasks["a"]
    assert json.loads(tasks["a"]["AEROTWIN_SPARK_CONF"]) == {"spark.sql.shuffle.partitions": "3"}
    assert "AEROTWIN_SPARK_CONF" not in tasks["d"]
    # Told once, whatever number of tasks has the cluster.
    assert ["spark.my.password" in said for said in harness.said] == [True]


@pytest.mark.parametrize(
    ("library", "name"),
    [
        ("maven: {coordinates: 'com.example:reader:1.0'}", "maven com.example:reader:1.0"),
        ("jar: /Volumes/main/default/jars/a.jar", "jar /Volumes/main/default/jars/a.jar"),
        ("cran: {package: ada}", "cran ada"),
    ],
)
def test_libraries_that_are_not_for_python_are_told_of(harness: Harness, library: str, name: str) -> None:
    task = f"{{task_key: a, notebook_task: {{notebook_path: n.ipynb}}, libraries: [{{{library}}}]}}"
    bundle = harness.bundle(f"j: {{tasks: [{task}]}}")
    told = validate(bundle)
    assert [(one.severity, one.path) for one in told] == [
        ("warning", "resources.jobs.j.tasks[0].libraries[0]")
    ]
    assert name in told[0].message
    assert harness.run().result is Result.SUCCESS
    assert any(name in said for said in harness.said)


def test_a_wheel_of_a_volume_is_the_file_in_the_home(harness: Harness, tmp_path: Path) -> None:
    assert harness.home.local("/Volumes/main/w/libs/a.whl") == str(
        tmp_path / "home/volumes/main/w/libs/a.whl"
    )


VERSIONS = """
j:
  job_clusters: [{job_cluster_key: main, new_cluster: {spark_version: 15.4.x-cpu-ml-scala2.12}}]
  environments: [{environment_key: e, spec: {client: "2"}}, {environment_key: f, spec: {environment_version: "3"}}]
  tasks:
    - {task_key: a, job_cluster_key: main, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: b, existing_cluster_id: 0123-456789-abcdefgh, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: c, environment_key: e, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: d, environment_key: f, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: e, notebook_task: {notebook_path: n.ipynb}}
    - {task_key: f, new_cluster: {spark_env_vars: {DATABRICKS_RUNTIME_VERSION: mine}}, notebook_task: {notebook_path: n.ipynb}}
"""  # noqa: E501


def test_a_tasks_process_is_told_the_version_of_its_compute(harness: Harness) -> None:
    harness.bundle(VERSIONS)
    assert {key: one["DATABRICKS_RUNTIME_VERSION"] for key, one in seen(harness).items()} == {
        "a": "15.4",
        "b": "17.3",
        "c": "client.2.0",
        "d": "client.3.0",
        "e": "client.4.0",
        "f": "mine",
    }


def test_an_image_of_a_cluster_is_told_of_once(harness: Harness) -> None:
    cluster = "{spark_version: v, num_workers: 1, docker_image: {url: 'registry.example/image:1'}}"
    tasks = ", ".join(
        f"{{task_key: {key}, job_cluster_key: main, notebook_task: {{notebook_path: n.ipynb}}}}"
        for key in ("a", "b")
    )
    clusters = f"[{{job_cluster_key: main, new_cluster: {cluster}}}]"
    harness.bundle(f"j: {{job_clusters: {clusters}, tasks: [{tasks}]}}")
    assert harness.run().result is Result.SUCCESS
    assert ["registry.example/image:1 is not used locally" in said for said in harness.said] == [True]
