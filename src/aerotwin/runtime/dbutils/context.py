"""The context of a notebook, as the Java side of Databricks' dbutils tells it."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.notebooks.paths import user, workspace_path

# Where a program that asks would find a workspace; none answers there.
HOST = "localhost"
TOKEN = "local"


class Option(str):
    """Text that can also be asked for as Scala's Option; without text it is None's."""

    def get(self) -> str:
        """The text. Raises AeroTwinError if there is none."""
        if not self:
            raise AeroTwinError("None.get: the notebook context has no such value outside a job.")
        return str(self)

    def getOrElse(self, default: Any) -> Any:
        """The text, else `default`."""
        return str(self) if self else default() if callable(default) else default

    def isDefined(self) -> bool:
        """Whether there is text."""
        return bool(self)

    def isEmpty(self) -> bool:
        """Whether there is no text."""
        return not self

    def toString(self) -> str:
        """The text."""
        return str(self)

    def id(self) -> str:
        """The text, of a run's id."""
        return str(self)


class Tags(dict[str, str]):
    """Tags, also with Scala's `apply`, `contains` and a `get` that gives an Option."""

    def get(self, key: str, default: Any = None) -> Any:
        """The tag as an Option."""
        return Option(super().get(key, default or ""))

    def apply(self, key: str) -> str:
        """The value of a tag. Raises KeyError."""
        return self[key]

    def contains(self, key: str) -> bool:
        """Whether there is such a tag."""
        return key in self


class Call:
    """An object whose methods take nothing and give constants."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Callable[[], Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._values:
            there = ", ".join(self._values)
            raise AeroTwinError(f"{name}() of the notebook context has no local answer; there are {there}.")
        return lambda: self._values[name]


class EntryPoint:
    """`entry_point.getDbutils().notebook().getContext()` and `entry_point.getCurrentBindings()`."""

    def __init__(self, file: Path, parameters: dict[str, str]) -> None:
        self._file = file
        self._parameters = parameters

    def getCurrentBindings(self) -> dict[str, str]:
        """The parameters that this run of the notebook was given."""
        return dict(self._parameters)

    def getDbutils(self) -> Call:
        """The Java side's dbutils, of which only `notebook().getContext()` is answered."""
        return Call({"notebook": Call({"getContext": context(self._file)})})


def number(text: str) -> str:
    """A stable id of Databricks' kind, digits only, for what has a name here."""
    return str(zlib.crc32(text.encode()))


def facts(file: Path) -> dict[str, str]:
    """What there is to tell of a notebook, by the names of Databricks' tags; of a job only within one."""
    path = workspace_path(file)
    job = os.environ.get("AEROTWIN_JOB", "")
    run = os.environ.get("AEROTWIN_RUN_ID", "")
    told = {
        "user": user(),
        "userId": number(user()),
        "orgId": "0",
        "browserHostName": HOST,
        "clusterId": "local",
        "notebookId": number(path),
        "notebookPath": path,
        "notebookLanguage": "python",
        "jobId": job and number(job),
        "jobName": job,
        "taskKey": os.environ.get("AEROTWIN_TASK_KEY", ""),
        "runId": run,
        "idInJob": run,
        "multitaskParentRunId": run,
    }
    return {name: value for name, value in told.items() if value}


def context(file: Path) -> Call:
    """The context of the notebook in `file`."""
    tags = facts(file)
    path, url = tags["notebookPath"], f"https://{HOST}"
    run = {"id": int(tags["runId"])} if tags.get("runId", "").isdigit() else None
    extra = {"notebook_path": path, "notebook_id": tags["notebookId"], "api_url": url, "api_token": TOKEN}
    attributes = {"notebook_path": path, "api_url": url, "currentRunId": tags.get("runId"), **tags}
    whole = {"rootRunId": run, "currentRunId": run, "jobGroup": None, "tags": tags, "extraContext": extra}
    named = {
        "notebookPath": path,
        "userName": tags["user"],
        "userId": tags["userId"],
        "apiUrl": url,
        "apiToken": TOKEN,
        "browserHostName": HOST,
        "clusterId": tags["clusterId"],
        "workspaceId": tags["orgId"],
        "notebookId": tags["notebookId"],
    }
    of_job = ("jobId", "idInJob", "taskKey", "multitaskParentRunId")
    runs = dict.fromkeys(("currentRunId", "rootRunId"), tags.get("runId", ""))
    options = {**named, **{name: tags.get(name, "") for name in of_job}, **runs, "jobGroup": ""}
    return Call(
        {
            **{name: Option(value) for name, value in options.items()},
            "toJson": json.dumps(whole),
            "safeToJson": json.dumps({"attributes": attributes}),
            "tags": Tags(tags),
            "extraContext": Tags(extra),
        }
    )


def repl_context(file: Path) -> SimpleNamespace:
    """What `dbruntime.databricks_repl_context.get_context()` tells."""
    tags = facts(file)
    return SimpleNamespace(
        apiUrl=f"https://{HOST}",
        apiToken=TOKEN,
        browserHostName=HOST,
        workspaceUrl=HOST,
        workspaceId=tags["orgId"],
        clusterId=tags["clusterId"],
        notebookId=tags["notebookId"],
        notebookPath=tags["notebookPath"],
        jobId=tags.get("jobId"),
        idInJob=tags.get("idInJob"),
        currentRunId=tags.get("runId"),
        user=tags["user"],
        isInNotebook=True,
        isInJob="jobId" in tags,
    )
