import subprocess
import sys
from pathlib import Path

import pytest

from aerotwin.runtime.notebooks.paths import local

PROGRAM = """
import os
from aerotwin.runtime.notebooks import files
files.install()
import pandas
os.makedirs("/Volumes/c/s/v")
pandas.DataFrame({"a": [1, 2]}).to_parquet("/Volumes/c/s/v/x.parquet")
pandas.DataFrame({"a": [3]}).to_csv("/Volumes/c/s/v/x.csv", index=False)
print(pandas.read_parquet("/Volumes/c/s/v").a.sum() if not os.remove("/Volumes/c/s/v/x.csv") else None)
"""


def test_volumes_are_read_and_written_by_pandas(tmp_path: Path) -> None:
    # In a process of its own: what is mapped stays mapped.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        env={"AEROTWIN_HOME": str(tmp_path), "PATH": ""},
        check=False,
    )
    assert done.stdout.strip() == "3", done.stderr
    assert (tmp_path / "volumes/c/s/v/x.parquet").is_file()


LISTED = """
import os, pathlib
from aerotwin.runtime.notebooks import files
files.install()
os.makedirs("/Volumes/c/s/v/d")
pathlib.Path("/Volumes/c/s/v/d/f.txt").touch()
with os.scandir("/Volumes/c/s/v") as entries:
    print([(one.path, one.name, one.is_dir(), os.listdir(one)) for one in entries])
print(list(os.walk("/Volumes/c/s/v"))[1], os.supports_fd & {os.scandir} == {os.scandir})
print([str(path) for path in pathlib.Path("/Volumes/c/s").rglob("*.txt")])
"""


def test_what_a_directory_holds_has_the_path_that_was_asked_for(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTED],
        capture_output=True,
        text=True,
        env={"AEROTWIN_HOME": str(tmp_path), "PATH": ""},
        check=False,
    )
    assert done.stdout.splitlines() == [
        "[('/Volumes/c/s/v/d', 'd', True, ['f.txt'])]",
        "('/Volumes/c/s/v/d', [], ['f.txt']) True",
        "['/Volumes/c/s/v/d/f.txt']",
    ], done.stderr


def test_a_workspace_path_of_the_bundles_own_files_is_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "databricks.yml").touch()
    monkeypatch.setenv("AEROTWIN_BUNDLE_ROOT", str(tmp_path))
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path / "home"))
    # As programs write it: f"/Workspace{root_path}/files/src/a.py" and f"/Workspace{file_path}/src/a.py".
    assert local(f"/Workspace{tmp_path}/files/src/a.py") == f"{tmp_path}/src/a.py"
    assert local(f"/Workspace{tmp_path}/src/a.py") == f"{tmp_path}/src/a.py"
    assert local(f"{tmp_path}/files/src/a.py") == f"{tmp_path}/src/a.py"
    (tmp_path / "files").mkdir()
    assert local(f"{tmp_path}/files/src/a.py") == f"{tmp_path}/files/src/a.py"
    assert local(f"/Workspace{tmp_path}/files/src/a.py") == f"{tmp_path}/files/src/a.py"
    assert local("/Workspace/Shared/a.py") == f"{tmp_path}/home/workspace/Shared/a.py"
    # "/Workspace/" before a notebook's path, which begins with a slash.
    assert local("/Workspace//Users/kim/.bundle/shop/dev/files/src/a.py") == f"{tmp_path}/src/a.py"


DEPLOYED = """
import os, pathlib
from aerotwin.runtime.notebooks import files
files.install()
root = os.environ["AEROTWIN_BUNDLE_ROOT"]
found = sorted(os.listdir(f"{root}/files"))
print(open(f"{root}/files/conf.yml").read(), found, os.path.exists(f"{root}/files/none"))
print(pathlib.Path(root, "files", "conf.yml").read_text())
"""


def test_programs_find_the_bundles_files_where_they_would_be_deployed(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "conf.yml").write_text("a: 1")
    (bundle / "databricks.yml").touch()
    done = subprocess.run(
        [sys.executable, "-c", DEPLOYED],
        capture_output=True,
        text=True,
        env={"AEROTWIN_HOME": str(tmp_path), "AEROTWIN_BUNDLE_ROOT": str(bundle), "PATH": ""},
        check=False,
    )
    assert done.stdout.splitlines() == ["a: 1 ['conf.yml', 'databricks.yml'] False", "a: 1"], done.stderr
