from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from aerotwin.runtime.pipelines.load import Loader, python


def test_magics_become_calls_line_for_line() -> None:
    text = (
        "# Databricks notebook source\n# MAGIC %run ./a $b=1\n# MAGIC %md hi\n"
        "%pip install x\n%sh ls\na = 7 \\\n%(3)\n"
    )
    assert python(text).splitlines() == [
        "# Databricks notebook source",
        "__magic__('run', ' ./a $b=1')",
        "# MAGIC %md hi",
        "__magic__('pip', ' install x')",
        "# %sh ls",
        "a = 7 \\",
        "%(3)",
    ]


def test_files_are_loaded_with_their_names_and_what_they_run(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "base.py").write_text("# Databricks notebook source\nbase = spark + 1\n")
    (tmp_path / "main.py").write_text(
        "# MAGIC %run ./lib/base\n%pip install x\nseen.append((base, __file__))\n"
    )
    (tmp_path / "q.sql").write_text("SELECT 1")
    seen: list[Any] = []
    pips: list[str] = []
    files: list[Path] = []
    loader = Loader({"spark": 41, "seen": seen}, pips.append, files.append)
    loader.load(tmp_path / "main.py")
    loader.load(tmp_path / "q.sql")
    assert (seen, pips, files) == ([(42, str(tmp_path / "main.py"))], ["install x"], [tmp_path / "q.sql"])


def test_a_file_finds_modules_beside_it_but_none_that_takes_a_packages_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "beside_a_pipeline.py").write_text("rate = 7\n")
    (tmp_path / "json.py").write_text("raise AssertionError('not the standard library')\n")
    (tmp_path / "main.py").write_text("import json\nimport beside_a_pipeline as b\nseen.append(b.rate)\n")
    seen: list[int] = []
    Loader({"seen": seen}, lambda _line: None, lambda _file: None).load(tmp_path / "main.py")
    assert seen == [7]
