"""Compute that tasks name or lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from aerotwin.runtime.bundle.checks.each_task import each_task
from aerotwin.runtime.bundle.checks.repeated import repeated_problems
from aerotwin.runtime.bundle.images import untaken
from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node

COMPUTE = ("job_cluster_key", "environment_key", "existing_cluster_id", "new_cluster")
# Those that run on serverless compute when they name none are notebooks only.
NEED_COMPUTE = ("python_wheel_task", "dbt_task", "spark_jar_task", "spark_submit_task", "spark_python_task")
# The lists of a job that its tasks refer to: the field of its entries, and of tasks.
LISTS = (("job_clusters", "job_cluster_key"), ("environments", "environment_key"))


def cluster_problems(job: Node, path: str) -> Iterator[Problem]:
    """Keys of clusters and environments that do not exist or exist twice, and tasks without either."""
    for field, key in LISTS:
        yield from repeated_problems(job, field, key, key, path)
        declared = {name.value for one in job.entries(field) if (name := one.get(key)) is not None}
        for here, task in each_task(job.value["tasks"], f"{path}.tasks"):
            wanted = task.get(key)
            if wanted is not None and wanted.value not in declared:
                valid = ", ".join(sorted(declared)) or "none"
                message = f'unknown {key} "{wanted.value}"; the job\'s: {valid}'
                # Without its cluster a task runs here just as well.
                severity: Literal["error", "warning"] = "warning" if field == "job_clusters" else "error"
                yield Problem.at(wanted.at, message, f"{here}.{key}", severity=severity)
    clusters = [*_new_clusters(job, path)]
    yield from _single_nodes(clusters)
    for here, cluster in clusters:
        for field, message in untaken(cluster.plain()).items():
            yield Problem.at(cluster.value[field].at, message, f"{here}.{field}", severity="warning")
    for here, task in each_task(job.value["tasks"], f"{path}.tasks"):
        kind = next((kind for kind in NEED_COMPUTE if kind in task.value), None)
        if kind and not any(task.get(field) for field in COMPUTE):
            message = (
                f"a {kind} needs a cluster or an environment: {', '.join(COMPUTE[:-1])} or {COMPUTE[-1]}"
            )
            yield Problem.at(task.at, message, here, stops_run=False)


def _new_clusters(job: Node, path: str) -> Iterator[tuple[str, Node]]:
    """The clusters that a job's list and its tasks declare, with their paths."""
    owners = [
        *((f"{path}.job_clusters[{index}]", one) for index, one in enumerate(job.entries("job_clusters"))),
        *each_task(job.value["tasks"], f"{path}.tasks"),
    ]
    for here, owner in owners:
        cluster = owner.get("new_cluster")
        if cluster is not None and cluster.is_map:
            yield f"{here}.new_cluster", cluster


def _single_nodes(clusters: Iterable[tuple[str, Node]]) -> Iterator[Problem]:
    """Clusters without workers that are not set up to run on their driver alone, as the CLI tells them."""
    for here, cluster in clusters:
        plain = cluster.plain()
        if plain.get("num_workers") != 0 or plain.get("is_single_node") or plain.get("policy_id"):
            continue
        conf, tags = plain.get("spark_conf") or {}, plain.get("custom_tags") or {}
        if (
            conf.get("spark.databricks.cluster.profile") != "singleNode"
            or not str(conf.get("spark.master")).startswith("local")
            or tags.get("ResourceClass") != "SingleNode"
        ):
            message = (
                "num_workers: 0 is for single-node clusters: set is_single_node, or spark_conf "
                "spark.databricks.cluster.profile: singleNode and spark.master: local[*] with the custom tag "
                "ResourceClass: SingleNode"
            )
            yield Problem.at(cluster.at, message, here, severity="warning")
