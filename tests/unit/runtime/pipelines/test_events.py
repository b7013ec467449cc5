from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.events import PipelineError, Progress, cause
from aerotwin.runtime.pipelines.log import EventLog

TASK_FAILED = "[TASK_WRITE_FAILED] Task failed while writing rows. SQLSTATE: 58030\n\nJVM stacktrace:\n"


def test_flows_are_counted_by_their_last_state() -> None:
    progress = Progress()
    log = EventLog({"update_id": "u"}, progress.feed)
    log.update("RUNNING")
    log.flow("a", "QUEUED")
    log.flow("b", "QUEUED")
    log.flow("a", "RUNNING")
    log.flow("a", "COMPLETED")
    log.update("COMPLETED")
    assert (progress.done, progress.total) == (1, 2)
    assert progress.states == {"a": "completed", "b": "queued"}


@pytest.mark.parametrize(
    ("message", "kind", "short"),
    [
        ("[DIVIDE_BY_ZERO] Division by zero.\n== DataFrame ==", "E", "[DIVIDE_BY_ZERO] Division by zero."),
        (
            TASK_FAILED
            + "Caused by: org.apache.spark.SparkArithmeticException: [DIVIDE_BY_ZERO] By zero.\n\tat x",
            "SparkException",
            "[DIVIDE_BY_ZERO] By zero.",
        ),
        (
            TASK_FAILED + "Caused by: org.apache.spark.SparkRuntimeException: [USER_RAISED_EXCEPTION] "
            "[EXPECTATION_VIOLATION] Flow 'a' failed.",
            "SparkException",
            "[EXPECTATION_VIOLATION] Flow 'a' failed.",
        ),
        (
            "\n  An exception was thrown from the Python worker. Please see the stack trace below.\n"
            "[PYTHON_EXCEPTION] An exception was thrown from the Python worker: "
            'Traceback (most recent call last):\n  File "/w/flow.py", line 21, in fetch\n    get(url)\n'
            "requests.exceptions.ConnectionError: no route to a.example\n SQLSTATE: 38000",
            "PythonException",
            "requests.exceptions.ConnectionError: no route to a.example",
        ),
        ("Error: java.io.FileNotFoundException: no file", "E", "FileNotFoundException: no file"),
        ("name 'nope' is not defined", "NameError", "NameError: name 'nope' is not defined"),
        ("a circle: a reads b.", "AeroTwinError", "a circle: a reads b."),
        (
            "Error: Failed to run.\n"
            "(org.apache.spark.SparkClassNotFoundException) [DATA_SOURCE_NOT_FOUND] No x.\n"
            "Caused by: java.lang.ClassNotFoundException: x.DefaultSource",
            "UnknownException",
            "[DATA_SOURCE_NOT_FOUND] No x.",
        ),
    ],
)
def test_the_innermost_cause_is_kept(message: str, kind: str, short: str) -> None:
    assert cause(message, kind) == short


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("bad argument", "a.py, line 9: bad argument"),
        ("a.py, line 9: bad argument", "a.py, line 9: bad argument"),
    ],
)
def test_a_place_is_told_once(message: str, told: str) -> None:
    assert str(PipelineError("a.py, line 9", message)) == told
