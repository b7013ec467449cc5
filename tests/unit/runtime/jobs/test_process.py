from pathlib import Path

from aerotwin.runtime.jobs.process import tail

LOG = """hello
Traceback (most recent call last):
  File "<frozen runpy>", line 88, in _run_code
  File "/srv/shop/main.py", line 3, in <module>
    spark.table("x").show()
    ^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/contextlib.py", line 81, in inner
    return func(*args, **kwds)
  File "/venv/lib/python3.11/site-packages/pyspark/sql/connect/client/core.py", line 1722, in _execute
    self._handle_error(error)
pyspark.errors.exceptions.connect.AnalysisException: [PATH_NOT_FOUND] Path does not exist: file:/x.

JVM stacktrace:
org.apache.spark.sql.AnalysisException
\tat org.apache.spark.sql.Errors.notFound(Errors.scala:1)
"""


def test_an_error_is_told_by_the_programs_own_frames(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(LOG)
    assert tail(log).splitlines() == [
        '  File "/srv/shop/main.py", line 3, in <module>',
        '    spark.table("x").show()',
        "    ^^^^^^^^^^^^^^^^",
        "pyspark.errors.exceptions.connect.AnalysisException: [PATH_NOT_FOUND] Path does not exist: file:/x.",
    ]


BUILD = """Processing /srv/shop
  Getting requirements to build wheel: started
  error: subprocess-exited-with-error
  
  × Getting requirements to build wheel did not run successfully.
  │ exit code: 1
  ╰─> [4 lines of output]
      Traceback (most recent call last):
        File "/venv/lib/python3.11/site-packages/setuptools/config.py", line 61, in validate
          raise ValueError(summary)
      ValueError: invalid pyproject.toml config: `project.version`.
      configuration error: `project.version` must be pep440
      [end of output]
  
  note: This error originates from a subprocess, and is likely not a problem with pip.
error: subprocess-exited-with-error

× Getting requirements to build wheel did not run successfully.
"""  # noqa: W293


def test_the_cause_of_a_failed_build_is_told_rather_than_pips_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(BUILD)
    assert tail(log).splitlines() == [
        "ValueError: invalid pyproject.toml config: `project.version`.",
        "configuration error: `project.version` must be pep440",
    ]
