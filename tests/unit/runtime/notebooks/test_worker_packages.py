from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from aerotwin.runtime.notebooks import worker_packages

SHARED = "/v/site-packages"


def test_only_packages_that_workers_lack_travel() -> None:
    path = ["/lib/python3.11", "/task/site-packages", SHARED, "/bundle/src", "/runtime/site-packages"]
    assert worker_packages.packages(path, SHARED) == (["/task/site-packages"], ["/runtime/site-packages"])
    assert worker_packages.packages(["/lib/python3.11", SHARED], SHARED) == ([], [])


def test_a_worker_finds_the_packages_of_its_function_and_not_of_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    known = [*sys.path]
    shared = worker_packages._shared()
    assert worker_packages.load(["/task/site-packages"], ["/runtime/site-packages"], pickle.dumps(7)) == 7
    assert sys.path.index("/task/site-packages") == sys.path.index(shared) - 1
    assert sys.path[-1] == "/runtime/site-packages"
    worker_packages.load([], [], pickle.dumps(8))
    assert sys.path == known


PROGRAM = """
import sys
from aerotwin.runtime.notebooks import worker_packages
for _ in range(2):
    worker_packages.install()
from pyspark.serializers import CloudPickleSerializer
dumps = CloudPickleSerializer().dumps
assert b"worker_packages" not in dumps(1)
sys.path.append(sys.argv[1])
import only_there
open(sys.argv[2], "wb").write(dumps(only_there.answer))
"""


def test_a_function_of_an_installed_package_travels(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    (site / "only_there.py").write_text("def answer():\n    return 42\n")
    sent = tmp_path / "sent"
    subprocess.run([sys.executable, "-c", PROGRAM, str(site), str(sent)], check=True)
    worker = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb'))())"
    done = subprocess.run(
        [sys.executable, "-c", worker, str(sent)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "42\n"
