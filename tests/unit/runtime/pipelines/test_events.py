from __future__ import annotations

from aerotwin.runtime.pipelines.events import Progress, cause

FAILED = (
    "Flow 'spark_catalog.s.b' has FAILED.\nError: [TASK_WRITE_FAILED] Task failed while writing rows.\n"
    "[DIVIDE_BY_ZERO] Division by zero.\n== DataFrame =="
)


def test_flows_are_counted_by_their_last_state() -> None:
    progress = Progress()
    for message in (
        "Flow spark_catalog.s.a is QUEUED.",
        "Flow spark_catalog.s.b is QUEUED.",
        "Flow spark_catalog.s.a is RUNNING.",
        "Flow spark_catalog.s.a has COMPLETED.",
        "Run is COMPLETED.",
    ):
        progress.feed(message)
    assert (progress.done, progress.total) == (1, 2)
    assert progress.states == {"a": "completed", "b": "queued"}


def test_the_innermost_cause_of_a_failed_flow_is_kept() -> None:
    progress = Progress()
    progress.feed(FAILED)
    progress.feed("Flow 'spark_catalog.s.c' SKIPPED due to upstream failure(s).")
    assert progress.failures == {"b": "[DIVIDE_BY_ZERO] Division by zero."}
    assert progress.states == {"b": "failed", "c": "skipped"}


def test_flows_that_failed_upstream_are_not_the_cause() -> None:
    progress = Progress()
    progress.feed(
        "Failed to resolve flow due to upstream failure: 's.d'.\nError: Failed to read dataset 's.c'."
    )
    progress.feed("Failed to resolve flow: 's.c'.\nError: [TABLE_OR_VIEW_NOT_FOUND] No such table.\nmore")
    assert progress.failures == {"c": "[TABLE_OR_VIEW_NOT_FOUND] No such table."}


def test_a_java_exception_loses_its_package() -> None:
    message = "Flow 'a' has FAILED.\nError: java.io.FileNotFoundException: no file"
    assert cause(message) == "FileNotFoundException: no file"
