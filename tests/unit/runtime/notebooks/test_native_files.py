import subprocess
import sys
from pathlib import Path

POLARS = """
class DataFrame:
    def write_parquet(self, file): return file
    def write_csv(self, file, *, separator=","): return file, separator
class LazyFrame:
    def sink_parquet(self, path): return path
def read_parquet(source): return source
def scan_csv(source, *, separator=","): return source
"""
READ = """
from aerotwin.runtime.notebooks import files, native_files
files.install()
native_files.install()
import os, pathlib, polars
folder = pathlib.Path("/Volumes/c/s/v")
print(polars.DataFrame().write_parquet(folder / "x.parquet"))
print(polars.DataFrame().write_csv(file="/Volumes/c/s/v/x.csv", separator="/"))
print(polars.LazyFrame().sink_parquet("/Volumes/c/s/v/y.parquet"))
print(polars.read_parquet(["/Volumes/c/s/v/x.parquet", "/elsewhere/y.parquet"]))
print(polars.scan_csv("/Volumes/c/s/v/*.csv"), polars.read_parquet("s3://bucket/x.parquet"))
"""
ARROW = """
from aerotwin.runtime.notebooks import files, native_files
files.install()
native_files.install()
import os, sqlite3
import pyarrow, pyarrow.csv, pyarrow.dataset, pyarrow.parquet as parquet
os.makedirs("/Volumes/c/s/v")
table = pyarrow.table({"a": [1, 2]})
parquet.write_table(table, "/Volumes/c/s/v/x.parquet")
with parquet.ParquetWriter(where="/Volumes/c/s/v/y.parquet", schema=table.schema) as writer:
    writer.write_table(table)
pyarrow.csv.write_csv(table, "/Volumes/c/s/v/x.csv")
sqlite3.connect("/Volumes/c/s/v/x.db").execute("CREATE TABLE t (a INT)")
print(
    parquet.read_table("/Volumes/c/s/v/x.parquet").num_rows,
    parquet.ParquetFile("/Volumes/c/s/v/y.parquet").metadata.num_rows,
    pyarrow.csv.read_csv("/Volumes/c/s/v/x.csv").num_rows,
    pyarrow.dataset.dataset("/Volumes/c/s/v/x.parquet").count_rows(),
    sorted(os.listdir("/Volumes/c/s/v")),
)
"""


def ran(program: str, home: Path) -> list[str]:
    # In a process of its own: what is mapped stays mapped.
    variables = {"AEROTWIN_HOME": str(home), "PATH": "", "PYTHONPATH": str(home / "stubs")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=variables, check=False
    )
    assert not done.returncode, done.stderr
    return done.stdout.splitlines()


def test_polars_reads_and_writes_volumes(tmp_path: Path) -> None:
    (tmp_path / "stubs").mkdir()
    (tmp_path / "stubs" / "polars.py").write_text(POLARS)
    volume = f"{tmp_path}/volumes/c/s/v"
    assert ran(READ, tmp_path) == [
        f"{volume}/x.parquet",
        f"('{volume}/x.csv', '/')",
        f"{volume}/y.parquet",
        f"['{volume}/x.parquet', '/elsewhere/y.parquet']",
        f"{volume}/*.csv s3://bucket/x.parquet",
    ]


def test_pyarrow_and_sqlite_read_and_write_volumes(tmp_path: Path) -> None:
    assert ran(ARROW, tmp_path) == ["2 2 2 2 ['x.csv', 'x.db', 'x.parquet', 'y.parquet']"]
