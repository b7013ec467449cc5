from __future__ import annotations

import pytest

from aerotwin.runtime.kernels.errors import failing_line, short_cause

FRAMES = [
    "\x1b[31m---------------------------------------------------------------------------\x1b[39m",
    "\x1b[31mKeyError\x1b[39m                                  Traceback (most recent call last)",
    "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 2\x1b[39m\n----> 2 c",
    "File lib.py:7, in f(x)",
]


def test_the_cells_own_line_is_found_among_colours() -> None:
    assert failing_line(FRAMES) == 2
    assert failing_line(["no frames"]) is None


@pytest.mark.parametrize(
    ("ename", "evalue", "expected"),
    [
        ("KeyError", "'x'", "KeyError: 'x'"),
        ("AssertionError", "", "AssertionError"),
        (
            "ModuleNotFoundError",
            "No module named 'plotly'",
            "ModuleNotFoundError: No module named 'plotly' (its package is not installed here: name it in "
            "the task's environment or libraries, or in %pip install with --allow-pip)",
        ),
        ("AeroTwinError", "Do this:\n  that.", "Do this: that."),
        ("TaskTimeout", "Timed out after 3 s.", "Timed out after 3 s."),
        (
            "AnalysisException",
            "[TABLE_OR_VIEW_NOT_FOUND] No table.\nJVM stacktrace:\nx",
            "[TABLE_OR_VIEW_NOT_FOUND] No table.",
        ),
        (
            "PythonException",
            "An exception was thrown from the worker.\nTraceback:\n  x\nValueError: no\n\nJVM stacktrace:\nx",
            "PythonException: ValueError: no",
        ),
        (
            "UnknownException",
            "(org.apache.spark.SparkClassNotFoundException) [DATA_SOURCE_NOT_FOUND] No x.\n\tat a.B(C:1)",
            "[DATA_SOURCE_NOT_FOUND] No x.",
        ),
        ("UnknownException", "(java.io.IOException) Gone.", "UnknownException: (java.io.IOException) Gone."),
        ("SparkException", "\nJob failed.\n\tat org.apache.X.y(Z.scala:1)", "SparkException: Job failed."),
    ],
)
def test_a_cause_is_one_line(ename: str, evalue: str, expected: str) -> None:
    assert short_cause(ename, evalue) == expected
