# ruff: noqa: E501
import time
from typing import Any

from aerotwin.runtime.jobs.outcomes import Result, State

JOB = """
j:
  parameters: [{name: day, default: monday}]
  tasks:
    - task_key: t
      timeout_seconds: 20
      spark_python_task: {python_file: ./main.py, parameters: [--day, "{{job.parameters.day}}", /Volumes/c/s/v]}
"""


def prepare(harness: Any, script: str, jobs: str = JOB) -> None:
    (harness.root / "main.py").write_text(script)
    (harness.root / "helper.py").write_text("NAME = 'helper'")
    harness.bundle(jobs)


def test_arguments_neighbours_environment_and_the_log(harness: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost:15002")
    monkeypatch.setenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", "secret")
    prepare(harness, "import sys, os, helper\nprint(sys.argv[1:], helper.NAME, os.environ['SPARK_REMOTE'])")
    result = harness.run()
    assert result.result is Result.SUCCESS
    text = (harness.home.runs / "1" / "t" / "attempt-1.log").read_text()
    assert text.startswith("['--day', 'monday', '/Volumes/c/s/v'] helper sc://localhost:15002/;")
    assert "token=secret" in text
    assert "session_id=" in text


def test_a_failure_shows_the_end_of_the_traceback(harness: Any) -> None:
    prepare(harness, "print('begin')\ndef f():\n    raise ValueError('no such column')\nf()")
    result = harness.run()
    error = result.runs["t"].error
    assert 'main.py", line 3, in f' in error
    assert "ValueError: no such column" in error
    assert "attempt-1.log" in error
    assert "begin" not in error


def test_an_exit_status_without_traceback_shows_the_last_lines(harness: Any) -> None:
    prepare(harness, "import sys\nprint('bad input')\nsys.exit(3)")
    assert harness.run().runs["t"].error.startswith("bad input\n")


def test_a_timeout_ends_the_process(harness: Any) -> None:
    prepare(harness, "import time\ntime.sleep(60)", JOB.replace("seconds: 20", "seconds: 0.5"))
    began = time.monotonic()
    result = harness.run()
    assert result.runs["t"].state is State.TIMED_OUT
    assert time.monotonic() - began < 10


def test_cancelling_from_another_process_ends_the_process(harness: Any) -> None:
    prepare(harness, "open('began', 'w')\nimport time\ntime.sleep(60)")
    import threading

    def cancel() -> None:
        while not (harness.root / "began").exists():
            time.sleep(0.02)
        harness.store.request_cancel(1)

    threading.Thread(target=cancel).start()
    assert harness.run().result is Result.CANCELED
    assert harness.store.run(1).result == "CANCELED"


def test_a_file_of_a_git_folder_is_the_bundles(harness: Any) -> None:
    there = "/Workspace/Users/kim@example.com/shop/src/main.py"
    (harness.root / "src").mkdir()
    (harness.root / "src" / "main.py").write_text("print('from the bundle')")
    harness.bundle(JOB.replace("./main.py", there))
    result = harness.run()
    assert result.result is Result.SUCCESS, result.runs["t"].error
    assert (harness.home.runs / "1" / "t" / "attempt-1.log").read_text().startswith("from the bundle")
