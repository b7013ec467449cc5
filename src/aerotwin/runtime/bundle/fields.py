"""Task types and what validation asks of each; extend TASKS when a type becomes runnable."""

from __future__ import annotations

from dataclasses import dataclass

from aerotwin.runtime.bundle.schema import TASK, fields_of


@dataclass(frozen=True)
class TaskType:
    """A type that has an executor here (`runnable`) or fields that it cannot do without (`required`)."""

    runnable: bool = False
    required: tuple[str, ...] = ()


TASKS = {
    "notebook_task": TaskType(runnable=True, required=("notebook_path",)),
    "pipeline_task": TaskType(runnable=True, required=("pipeline_id",)),
    "condition_task": TaskType(runnable=True, required=("left", "op", "right")),
    "run_job_task": TaskType(runnable=True, required=("job_id",)),
    "spark_python_task": TaskType(runnable=True, required=("python_file",)),
    "python_wheel_task": TaskType(runnable=True, required=("entry_point", "package_name")),
    "for_each_task": TaskType(runnable=True, required=("inputs", "task")),
    "sql_task": TaskType(runnable=True),
    "dashboard_task": TaskType(runnable=True, required=("dashboard_id",)),
    "dbt_task": TaskType(runnable=True, required=("commands",)),
}
# Every task type that Databricks knows: all its fields that end so, and those of the table.
TASK_TYPES = frozenset(name for name in fields_of(TASK) if name.endswith("_task")) | TASKS.keys()
# Those that have an executor here.
RUNNABLE = frozenset(name for name, task in TASKS.items() if task.runnable)
