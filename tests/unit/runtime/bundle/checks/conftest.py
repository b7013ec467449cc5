"""A bundle of a few lines, and what `validate` says of it."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from aerotwin.runtime.bundle import Problem, load
from aerotwin.runtime.bundle.checks import validate

Told = Callable[[str], list[str]]


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str], list[Problem]]:
    """The problems of a bundle with these sections; it has a notebook n.py and a plain file f.py."""
    (tmp_path / "n.py").write_text("# Databricks notebook source\n")
    (tmp_path / "f.py").write_text("print()\n")

    def check(sections: str) -> list[Problem]:
        (tmp_path / "databricks.yml").write_text("bundle: {name: b}\n" + textwrap.dedent(sections))
        return validate(load(tmp_path, environ={}))

    return check


@pytest.fixture
def of_tasks(problems: Callable[[str], list[Problem]]) -> Told:
    """What is said of a job with these tasks: severity and message, in the order of the file."""

    def check(tasks: str) -> list[str]:
        listed = textwrap.indent(textwrap.dedent(tasks).strip(), " " * 8)
        found = problems(f"resources:\n  jobs:\n    j:\n      tasks:\n{listed}\n")
        return [f"{one.severity}: {one.message}" for one in sorted(found, key=lambda one: one.line)]

    return check
