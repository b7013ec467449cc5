"""Runs and task runs in one SQLite file, written as they change."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import TaskRun
from aerotwin.runtime.jobs.outcomes import Result, State
from aerotwin.runtime.jobs.trigger import Trigger

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    run_id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_key TEXT NOT NULL, job_name TEXT NOT NULL, bundle_root TEXT NOT NULL, target TEXT NOT NULL,
    state TEXT NOT NULL, result TEXT, started_at REAL NOT NULL, ended_at REAL,
    pid INTEGER NOT NULL, pid_created REAL NOT NULL, repair_count INTEGER NOT NULL DEFAULT 0,
    parameters TEXT NOT NULL, variables TEXT NOT NULL, selected TEXT NOT NULL,
    startup TEXT NOT NULL DEFAULT '{}', parent_run_id INTEGER REFERENCES runs,
    trigger TEXT NOT NULL DEFAULT '{}',
    cancel_requested INTEGER NOT NULL DEFAULT 0, skip_unsupported INTEGER NOT NULL DEFAULT 0,
    overrides TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS task_runs (
    run_id INTEGER NOT NULL REFERENCES runs, task_key TEXT NOT NULL, attempt INTEGER NOT NULL,
    state TEXT NOT NULL, started_at REAL, ended_at REAL, result TEXT, error TEXT,
    parameters TEXT NOT NULL, seconds TEXT NOT NULL,
    PRIMARY KEY (run_id, task_key, attempt)
) WITHOUT ROWID;
"""
# What files written by an earlier version lack: column -> definition.
ADDED = {
    "parent_run_id": "INTEGER REFERENCES runs",
    "trigger": "TEXT NOT NULL DEFAULT '{}'",
    "cancel_requested": "INTEGER NOT NULL DEFAULT 0",
    "skip_unsupported": "INTEGER NOT NULL DEFAULT 0",
    "overrides": "TEXT NOT NULL DEFAULT '{}'",
}
IN_JSON = ("parameters", "variables", "selected", "startup", "trigger", "overrides")
BUSY_SECONDS = 10


@dataclass(frozen=True)
class Run:
    """A run as stored. Times are seconds since the epoch; `selected` is what --only named, else empty.

    `parent_run_id` is the run whose run_job_task started it; `trigger` has the fields of a Trigger;
    `overrides` are parameters of tasks given for this run.
    """

    run_id: int
    job_key: str
    job_name: str
    bundle_root: str
    target: str
    state: str
    result: str | None
    started_at: float
    ended_at: float | None
    pid: int
    pid_created: float
    repair_count: int
    parameters: dict[str, str]
    variables: dict[str, str]
    selected: list[str]
    startup: dict[str, float]
    parent_run_id: int | None = None
    trigger: dict[str, Any] = field(default_factory=dict)
    cancel_requested: int = 0
    skip_unsupported: int = 0
    overrides: dict[str, Any] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether a process is at work on it."""
        return self.state == "RUNNING"


class Store:
    """The runs of one lakehouse. One per process; any of its threads may use it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(file, check_same_thread=False, timeout=BUSY_SECONDS, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)
        known = {row["name"] for row in self._db.execute("PRAGMA table_info(runs)")}
        for column, definition in ADDED.items():
            if column not in known:
                self._db.execute(f"ALTER TABLE runs ADD COLUMN {column} {definition}")

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def begin(
        self,
        *,
        job_key: str,
        job_name: str,
        bundle_root: Path,
        target: str,
        parameters: Mapping[str, str],
        variables: Mapping[str, str],
        selected: list[str],
        trigger: Trigger | None = None,
        parent_run_id: int | None = None,
        skip_unsupported: bool = False,
        overrides: Mapping[str, Any] | None = None,
    ) -> int:
        """A new run of this process; its id."""
        pid, created = _me()
        texts = [json.dumps(dict(parameters)), json.dumps(dict(variables)), json.dumps(selected)]
        origin = (
            json.dumps(vars(trigger or Trigger())),
            parent_run_id,
            int(skip_unsupported),
            json.dumps(dict(overrides or {})),
        )
        with self._lock:
            cursor = self._db.execute(
                "INSERT INTO runs (job_key, job_name, bundle_root, target, state, started_at,"
                " pid, pid_created, parameters, variables, selected, trigger, parent_run_id,"
                " skip_unsupported, overrides)"
                " VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (job_key, job_name, str(bundle_root), target, time.time(), pid, created, *texts, *origin),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def begin_repair(self, run_id: int) -> None:
        """Take an ended run up again in this process."""
        pid, created = _me()
        self._do(
            "UPDATE runs SET state = 'RUNNING', result = NULL, ended_at = NULL, cancel_requested = 0,"
            " pid = ?, pid_created = ?,"
            " repair_count = repair_count + 1 WHERE run_id = ?",
            (pid, created, run_id),
        )

    def end(self, run_id: int, result: Result, startup: Mapping[str, float]) -> None:
        """Mark a run as ended."""
        self._do(
            "UPDATE runs SET state = 'TERMINATED', result = ?, ended_at = ?, startup = ? WHERE run_id = ?",
            (result.value, time.time(), json.dumps(dict(startup)), run_id),
        )

    def request_cancel(self, run_id: int) -> None:
        """Ask the process that is at work on a run to cancel it."""
        self._do("UPDATE runs SET cancel_requested = 1 WHERE run_id = ? AND state = 'RUNNING'", (run_id,))

    def cancel_requested(self, run_id: int) -> bool:
        """Whether someone has asked for a run's end."""
        rows = self._ask("SELECT cancel_requested FROM runs WHERE run_id = ?", (run_id,))
        return bool(rows and rows[0]["cancel_requested"])

    def active_runs(self, job_key: str) -> list[int]:
        """The runs of a job that living processes are at work on."""
        rows = self._ask("SELECT * FROM runs WHERE state = 'RUNNING' AND job_key = ?", (job_key,))
        return [row["run_id"] for row in rows if _alive(row["pid"], row["pid_created"])]

    def save(self, run_id: int, run: TaskRun) -> None:
        """Write how an attempt stands."""
        self._do(
            "INSERT OR REPLACE INTO task_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run_id,
                run.key,
                run.attempt,
                run.state.value,
                run.started_at,
                run.ended_at,
                run.result,
                run.error,
                json.dumps(run.parameters),
                json.dumps(run.seconds),
            ),
        )

    def run(self, run_id: int) -> Run:
        """The run with this id. Raises AeroTwinError naming the latest ones."""
        rows = self._ask("SELECT * FROM runs WHERE run_id = ?", (run_id,))
        if not rows:
            latest = self._ask("SELECT run_id FROM runs ORDER BY run_id DESC LIMIT 10", ())
            known = ", ".join(str(row["run_id"]) for row in latest) or "none"
            raise AeroTwinError(f"There is no run {run_id}; the latest are: {known}.")
        return _run(rows[0])

    def runs(self, limit: int = 25) -> list[Run]:
        """The latest runs, the newest first."""
        return [_run(row) for row in self._ask("SELECT * FROM runs ORDER BY run_id DESC LIMIT ?", (limit,))]

    def attempts(self, run_id: int) -> list[TaskRun]:
        """Every attempt of a run's tasks, by the task's first start and then by number."""
        rows = self._ask(
            "SELECT *, min(started_at) OVER (PARTITION BY task_key) AS first_start FROM task_runs"
            " WHERE run_id = ? ORDER BY coalesce(first_start, 1e12), task_key, attempt",
            (run_id,),
        )
        return [_task_run(row) for row in rows]

    def latest(self, run_id: int) -> dict[str, TaskRun]:
        """Each task's last attempt."""
        rows = self._ask("SELECT * FROM task_runs WHERE run_id = ? ORDER BY attempt", (run_id,))
        return {row["task_key"]: _task_run(row) for row in rows}

    def durations(self, job_key: str) -> dict[str, float]:
        """Seconds of each task's last success in any run of a job."""
        rows = self._ask(
            "SELECT task_key, task_runs.ended_at - task_runs.started_at AS seconds"
            " FROM task_runs JOIN runs USING (run_id)"
            " WHERE job_key = ? AND task_runs.state = 'SUCCESS' AND task_runs.started_at IS NOT NULL"
            " ORDER BY task_runs.ended_at",
            (job_key,),
        )
        return {row["task_key"]: float(row["seconds"]) for row in rows}

    def active(self) -> Run | None:
        """The run that a living process is at work on, the outermost if it runs others; else None.

        A run whose process has gone is marked as interrupted on the way, its running tasks too.
        """
        for row in self._ask("SELECT * FROM runs WHERE state = 'RUNNING' ORDER BY run_id", ()):
            run = _run(row)
            if _alive(run.pid, run.pid_created):
                return run
            with self._transaction():
                now = time.time()
                self._db.execute(
                    "UPDATE runs SET state = 'TERMINATED', result = 'INTERRUPTED', ended_at = ?"
                    " WHERE run_id = ?",
                    (now, run.run_id),
                )
                self._db.execute(
                    "UPDATE task_runs SET state = 'INTERRUPTED', ended_at = ?, error = ?"
                    " WHERE run_id = ? AND state = 'RUNNING'",
                    (now, "The process of the run ended.", run.run_id),
                )
        return None

    def _do(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._lock:
            self._db.execute(statement, values)

    def _ask(self, statement: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")


def _run(row: sqlite3.Row) -> Run:
    texts = {name: json.loads(row[name]) for name in IN_JSON}
    return Run(**{**dict(row), **texts})


def _task_run(row: sqlite3.Row) -> TaskRun:
    return TaskRun(
        row["task_key"],
        State(row["state"]),
        row["attempt"],
        row["started_at"],
        row["ended_at"],
        row["result"],
        row["error"],
        json.loads(row["parameters"]),
        json.loads(row["seconds"]),
    )


def _me() -> tuple[int, float]:
    return os.getpid(), psutil.Process().create_time()


def _alive(pid: int, created: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - created) < 1
    except psutil.Error:
        return False
