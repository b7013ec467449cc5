import sqlite3
from pathlib import Path

from aerotwin.runtime.jobs.outcomes import Result
from aerotwin.runtime.jobs.store import Store
from aerotwin.runtime.jobs.trigger import Trigger

# The table of runs as it was before runs knew their trigger and parent.
BEFORE = """
CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_key TEXT NOT NULL, job_name TEXT NOT NULL, bundle_root TEXT NOT NULL, target TEXT NOT NULL,
    state TEXT NOT NULL, result TEXT, started_at REAL NOT NULL, ended_at REAL,
    pid INTEGER NOT NULL, pid_created REAL NOT NULL, repair_count INTEGER NOT NULL DEFAULT 0,
    parameters TEXT NOT NULL, variables TEXT NOT NULL, selected TEXT NOT NULL,
    startup TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO runs
    VALUES (1, 'j', 'j', '/b', 'dev', 'TERMINATED', 'FAILED', 1, 2, 3, 4, 0, '{}', '{}', '[]', '{}');
"""


def begin(store: Store, key: str, parent: int | None = None) -> int:
    return store.begin(
        job_key=key,
        job_name=key,
        bundle_root=Path("/b"),
        target="dev",
        parameters={},
        variables={},
        selected=[],
        trigger=Trigger("run_job_task" if parent else "onetime"),
        parent_run_id=parent,
    )


def test_a_file_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "runs.db") as db:
        db.executescript(BEFORE)
    store = Store(tmp_path / "runs.db")
    assert (store.run(1).result, store.run(1).trigger, store.run(1).parent_run_id) == ("FAILED", {}, None)
    assert begin(store, "j") == 2
    assert store.run(2).trigger["type"] == "onetime"


def test_the_active_run_is_the_outermost_and_runs_of_a_job_are_counted(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs.db")
    parent = begin(store, "j")
    child = begin(store, "k", parent)
    active = store.active()
    assert active is not None
    assert active.run_id == parent
    assert (store.active_runs("j"), store.active_runs("k"), store.active_runs("other")) == ([1], [2], [])
    store.end(child, Result.SUCCESS, {})
    assert store.active_runs("k") == []


def test_only_an_active_run_can_be_asked_to_end_and_a_repair_forgets_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs.db")
    run = begin(store, "j")
    store.request_cancel(run)
    assert store.cancel_requested(run)
    store.end(run, Result.CANCELED, {})
    store.begin_repair(run)
    assert not store.cancel_requested(run)
    store.end(run, Result.SUCCESS, {})
    store.request_cancel(run)
    assert not store.cancel_requested(run)
