"""What a task's compute says of its process and Spark session: variables, settings, its version."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.images import untaken
from aerotwin.runtime.jobs.model import Job, Task
from aerotwin.runtime.spark.settings import VARIABLE

# Where Databricks' images have Python, Java and Spark, and what of these must stay ours.
KEPT = re.compile(
    r"(?:PYSPARK_(?:DRIVER_)?PYTHON|PYTHON(?:PATH|HOME)|JAVA_HOME|JNAME|SPARK_(?:HOME|REMOTE|CONF_DIR)"
    r"|SPARK_CONNECT_\w+|PATH|HOME|LD_\w+|AEROTWIN_\w+)"
)
# Of a cluster that names none, and of serverless compute without an environment of its own.
LATEST, LATEST_SERVERLESS = "17.3", "4"
SECRET = re.compile(r"\{\{\s*secrets/([^/}\s]+)/([^/}\s]+)\s*\}\}")


def cluster_of(task: Task, job: Job) -> Mapping[str, Any]:
    """The cluster settings that a task names or has; none for serverless compute and clusters elsewhere."""
    if task.new_cluster:
        return task.new_cluster
    return job.clusters.get(task.cluster_key or "", {})


def runtime_version(task: Task, job: Job) -> str:
    """What `DATABRICKS_RUNTIME_VERSION` is on the task's compute, such as `15.4`; `client.4.0` if serverless.

    Source: Databricks' release notes of its runtimes and serverless environment versions.
    """
    cluster = cluster_of(task, job)
    if not cluster and task.cluster_key is None:
        version = job.environment_versions.get(task.environment_key or "") or LATEST_SERVERLESS
        return f"client.{version}.0"
    found = re.match(r"\d+\.\d+", str(cluster.get("spark_version") or ""))
    return found.group() if found else LATEST


def environment(
    cluster: Mapping[str, Any], secret: Callable[[str, str], str], warn: Callable[[str], None]
) -> dict[str, str]:
    """Variables for a process on such a cluster, `spark_conf` as one of them.

    `secret` gives the value for `{{secrets/scope/key}}`. What names one that is not here is left out, and
    `warn` is told, as it is of images and init scripts.
    """

    def texts(field: str) -> dict[str, str]:
        found = {}
        for name, value in (cluster.get(field) or {}).items():
            plain = str(value).lower() if isinstance(value, bool) else str(value)
            try:
                found[str(name)] = SECRET.sub(lambda match: secret(*match.groups()), plain)
            except AeroTwinError as error:
                warn(f"{field}.{name} of the cluster is not set: {error}")
        return found

    for field, text in untaken(cluster).items():
        warn(f"{field} of the cluster: {text}.")
    variables = {name: text for name, text in texts("spark_env_vars").items() if not KEPT.fullmatch(name)}
    conf = texts("spark_conf")
    return {**variables, VARIABLE: json.dumps(conf)} if conf else variables
