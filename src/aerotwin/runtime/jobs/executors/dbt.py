"""dbt_task: a project's dbt commands, one after the other, on the lakehouse's server."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from packaging.utils import canonicalize_name

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.dbt import launch, profiles
from aerotwin.runtime.dbt.commands import arguments, failure, targets
from aerotwin.runtime.dbt.find import VARIABLE, find
from aerotwin.runtime.jobs.executors.context import Context
from aerotwin.runtime.jobs.model import Attempt, Output, Task, job_of
from aerotwin.runtime.jobs.process import spark_environment, spawn, watch
from aerotwin.runtime.jobs.requirements import parsed, requirements_of

ADAPTERS = frozenset({"dbt-databricks", "dbt-spark"})
INSTALL = f"install dbt-core and dbt-spark in an environment and set {VARIABLE}=…/bin/dbt"
# dbt-core 1.12 needs a part that no package index has.
CORE = "dbt-core<1.12"


def refusal(task: Task, bundle: Bundle) -> str | None:
    """It needs dbt with its Spark adapter, or requirements of the task that name one, and commands of dbt."""
    try:
        for command in task.spec.get("commands") or []:
            arguments(str(command))
        if find(os.environ) or _installable(_requirements(task, bundle)):
            return None
    except AeroTwinError as error:
        return str(error)
    return f"not runnable locally: dbt_task ({INSTALL})"


def run(context: Context, attempt: Attempt) -> Output:
    """Run the commands until one fails; what dbt prints goes to the attempt's log.

    Raises AeroTwinError with the command that failed and dbt's own error.
    """
    spec = attempt.spec
    project = Path(context.home.local(str(spec.get("project_directory") or context.bundle.root)))
    commands = [arguments(str(one)) for one in spec.get("commands") or []]
    name = profiles.profile_name(project)
    folder = spec.get("profiles_directory")
    # With a warehouse Databricks makes a profile of the task's catalog and schema.
    own = None if spec.get("warehouse_id") and not folder else profiles.given(project / (folder or ""), name)
    profile = profiles.local(own, spec.get("catalog"), spec.get("schema"), targets(commands))
    profiles.write(attempt.directory / "profiles", name, profile)
    attempt.log.write_bytes(b"")
    python = find(os.environ) or _environment(context, attempt)
    environment = {
        **spark_environment(context.services, attempt),
        "AEROTWIN_HOME": str(context.home.path),
        "DBT_PROFILES_DIR": str(attempt.directory / "profiles"),
        "DBT_TARGET_PATH": str(attempt.directory / "target"),
        "DBT_LOG_PATH": str(attempt.directory / "dbt-logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_USE_COLORS": "false",
    }
    ours = os.pathsep.join(path for path in sys.path if Path(path).name == "site-packages")
    began = time.monotonic()
    for words in commands:
        start = attempt.log.stat().st_size
        left = attempt.task.timeout - (time.monotonic() - began) if attempt.task.timeout else None
        command = [python, "-P", str(launch.__file__), ours, *words]
        process = spawn(command, environment, project, attempt.log)
        code = watch(process, environment, left, attempt.cancel)
        if code:
            said = failure(attempt.log.read_bytes()[start:].decode(errors="replace"))
            ended = f"dbt {' '.join(words)} ended with status {code}."
            raise AeroTwinError(f"{ended}\n{said}\nWhole output: {attempt.log}")
    seconds = round(time.monotonic() - began, 3)
    return Output(None, {"work": seconds, "total": seconds})


def _requirements(task: Task, bundle: Bundle) -> list[str]:
    """What the task asks for, by its libraries and by environments of that key."""
    lines: list[str] = []
    for key in bundle.resources.get("jobs", {}):
        job = job_of(bundle, key)
        if task.environment_key in (None, *job.environments):
            lines += requirements_of(task, job)
    return lines


def _installable(lines: Iterable[str]) -> bool:
    return any((one := parsed(line)) and canonicalize_name(one.name) in ADAPTERS for line in lines)


def _environment(context: Context, attempt: Attempt) -> str:
    """The interpreter of an environment with the adapter that the task asks for."""
    lines = local_requirements(attempt.requirements)
    return context.packages.prepare(replace(attempt, requirements=lines)).python


def local_requirements(lines: Iterable[str]) -> tuple[str, ...]:
    """A task's requirements with dbt-spark, of any version, in place of dbt-databricks.

    The two are numbered differently.
    """
    kept = [line for line in lines if not ((one := parsed(line)) and canonicalize_name(one.name) in ADAPTERS)]
    spark = [line for line in lines if (one := parsed(line)) and canonicalize_name(one.name) == "dbt-spark"]
    return (*kept, *(spark or ["dbt-spark"]), CORE)
