"""dbutils.jobs: values that tasks leave for one another."""

from __future__ import annotations

import os
from typing import Any

from aerotwin.runtime.dbutils.help import Helpful


class TaskValues(Helpful):
    """Small JSON values of the tasks of a run."""

    def set(self, key: str, value: Any) -> None:
        """Leave `value` under `key`; nothing outside a job."""
        from aerotwin.notebook import task_values

        if "AEROTWIN_TASK_DIR" in os.environ:
            task_values.set(key, value)

    def get(self, taskKey: str, key: str, default: Any = None, debugValue: Any = None) -> Any:
        """The value a task left, else `default`; outside a job `debugValue`.

        Raises TypeError outside a job without a debugValue, AeroTwinError without value and default.
        """
        from aerotwin.notebook import task_values

        if "AEROTWIN_TASK_DIR" not in os.environ:
            if debugValue is None:
                raise TypeError("Must pass debugValue when calling get outside of a job context.")
            return debugValue
        if default is None:
            return task_values.get(taskKey, key)
        return task_values.get(taskKey, key, default)


class Jobs(Helpful):
    """dbutils.jobs."""

    def __init__(self) -> None:
        self.taskValues = TaskValues()
