from pathlib import Path

from aerotwin.runtime.jobs.process import tail

LOG = """hello
Traceback (most recent call last):
  File "<frozen runpy>", line 88, in _run_code
  File "/srv/shop/main.py", line 3, in <module>
    spark.table("x").show()
    ^^^^^^^^^^^^^^^^
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
