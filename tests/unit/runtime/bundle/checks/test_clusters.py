from collections.abc import Callable

from aerotwin.runtime.bundle import Problem

JOB = """\
resources:
  jobs:
    j:
      job_clusters:
        - {job_cluster_key: small, new_cluster: {spark_version: v, num_workers: 1}}
        - {job_cluster_key: small, new_cluster: {spark_version: v, num_workers: 2}}
      environments: [{environment_key: e}]
      tasks:
        - {task_key: a, job_cluster_key: smal, notebook_task: {notebook_path: n.py}}
        - {task_key: b, environment_key: e, spark_python_task: {python_file: f.py}}
        - {task_key: c, spark_python_task: {python_file: f.py}}
        - task_key: d
          for_each_task:
            inputs: "[1]"
            task: {task_key: e, environment_key: x, spark_python_task: {python_file: f.py}}
"""


def test_compute_is_declared_once_named_as_it_is_and_not_left_out(
    problems: Callable[[str], list[Problem]],
) -> None:
    found = {(one.line, one.severity, one.stops_run): one.message for one in problems(JOB)}
    assert found == {
        (7, "error", True): 'duplicate job_cluster_key "small" (first at databricks.yml:6)',
        (10, "warning", True): 'unknown job_cluster_key "smal"; the job\'s: small',
        (12, "error", False): "a spark_python_task needs a cluster or an environment: job_cluster_key, "
        "environment_key, existing_cluster_id or new_cluster",
        (16, "error", True): 'unknown environment_key "x"; the job\'s: e',
    }


IMAGES = """\
resources:
  jobs:
    j:
      job_clusters:
        - job_cluster_key: own
          new_cluster:
            spark_version: v
            num_workers: 1
            docker_image: {url: "registry.example/team/image:1"}
      tasks:
        - task_key: a
          notebook_task: {notebook_path: n.py}
          new_cluster:
            spark_version: v
            num_workers: 1
            init_scripts: [{workspace: {destination: /Shared/install.sh}}]
        - {task_key: b, job_cluster_key: own, notebook_task: {notebook_path: n.py}}
"""


def test_images_and_init_scripts_of_clusters_are_said_to_be_done_without(
    problems: Callable[[str], list[Problem]],
) -> None:
    found = {(one.line, one.severity, one.path): one.message for one in problems(IMAGES)}
    image = (10, "warning", "resources.jobs.j.job_clusters[0].new_cluster.docker_image")
    scripts = (17, "warning", "resources.jobs.j.tasks[0].new_cluster.init_scripts")
    assert {*found} == {image, scripts}
    assert "registry.example/team/image:1 is not used locally" in found[image]
    assert "init scripts do not run locally" in found[scripts]
