"""Databricks' notebook source format (.py, .sql) as nbformat notebooks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from aerotwin.errors import AeroTwinError

COMMENTS = {".py": "#", ".sql": "--"}
HEADER = "Databricks notebook source"
SUFFIXES = (".ipynb", ".py", ".sql")
REFUSED = {".r": "R", ".scala": "Scala"}


def find_notebook(path: Path) -> Path:
    """The file of a notebook named with or without its extension. Raises AeroTwinError if there is none."""
    for file in (path, *(path.with_name(path.name + suffix) for suffix in SUFFIXES)):
        if file.is_file():
            return file
    raise AeroTwinError(f"There is no notebook {path}, nor one with the extension {', '.join(SUFFIXES)}.")


def prepare(notebook: Path, scratch: Path) -> Path:
    """An .ipynb to run: `notebook` itself, or its conversion written into the directory `scratch`."""
    if notebook.suffix == ".ipynb" and _language(read_json(notebook)) == "python":
        return notebook
    target = scratch / f".{notebook.stem}.source.ipynb"
    scratch.mkdir(parents=True, exist_ok=True)
    nbformat.write(read_notebook(notebook), target)
    return target


def read_notebook(file: Path) -> Any:
    """The notebook in `file`. Raises AeroTwinError for R, Scala and files without the notebook header."""
    suffix = file.suffix.lower()
    if suffix in REFUSED:
        raise AeroTwinError(f"{file} is not runnable locally: {REFUSED[suffix]} notebooks are not supported.")
    if suffix == ".ipynb":
        return _exported(file)
    if suffix not in COMMENTS:
        raise AeroTwinError(f"{file} is not a notebook; notebooks end in {', '.join(SUFFIXES)}.")
    return convert(file.read_text(encoding="utf-8-sig"), suffix, file)


def read_json(file: Path) -> dict[str, Any]:
    """The document in an .ipynb. Raises AeroTwinError if it is none."""
    try:
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise AeroTwinError(f"{file} is not a notebook: {error}") from None
    return document


def is_sql(file: Path) -> bool:
    """Whether a file is in SQL: by its suffix, or as an .ipynb by its language."""
    return file.suffix == ".sql" or (file.suffix == ".ipynb" and _language(read_json(file)) == "sql")


def _language(document: dict[str, Any]) -> str:
    """The language of a notebook's cells: what Databricks says of it, else what Jupyter does."""
    metadata = document.get("metadata", {})
    databricks = metadata.get("application/vnd.databricks.v1+notebook", {}).get("language")
    jupyter = metadata.get("language_info", {}).get("name")
    return str(databricks or jupyter or "python").lower()


def _exported(file: Path) -> Any:
    """An .ipynb as Python cells: those of a notebook in SQL say that they are."""
    language = _language(read_json(file))
    if language in ("r", "scala"):
        raise AeroTwinError(
            f"{file} is not runnable locally: {language.title()} notebooks are not supported."
        )
    notebook = nbformat.read(file, as_version=4)
    if language == "sql":
        for cell in notebook.cells:
            if cell.cell_type == "code" and not cell.source.lstrip().startswith("%"):
                cell.source = f"%sql\n{cell.source}"
        notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def convert(text: str, suffix: str, file: Path) -> Any:
    """Source `text` as a notebook; `suffix` (.py, .sql) tells its language, `file` its name in errors."""
    comment = COMMENTS[suffix]
    lines = text.splitlines()
    if not lines or lines[0].strip() != f"{comment} {HEADER}":
        raise AeroTwinError(
            f"{file}:1: not a notebook: its first line must be `{comment} {HEADER}`. Run a plain file with "
            "spark_python_task."
        )
    cells: list[list[str]] = [[]]
    separator = re.compile(rf"{re.escape(comment)} COMMAND -+\s*$")
    for line in lines[1:]:
        if separator.match(line):
            cells.append([])
        else:
            cells[-1].append(line)
    made = [_cell(cell, comment, suffix) for cell in cells if any(line.strip() for line in cell)]
    notebook = new_notebook(cells=made)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _cell(lines: list[str], comment: str, suffix: str) -> Any:
    title = None
    kept = []
    for line in lines:
        match = re.match(rf"{re.escape(comment)} DBTITLE \d+,(.*)$", line)
        if match:
            title = match.group(1)
        else:
            kept.append(line)
    magic = f"{comment} MAGIC"
    written = [line for line in kept if line.strip()]
    source = "\n".join(kept).strip("\n")
    code = [line for line in written if line.startswith(magic) or not line.lstrip().startswith(comment)]
    if code and all(line.startswith(magic) for line in code):
        # Comments over a magic are no part of it.
        kept = kept[next(place for place, line in enumerate(kept) if line.startswith(magic)) :]
        source = "\n".join(re.sub(rf"^{re.escape(magic)} ?", "", line) for line in kept).strip("\n")
    elif any(line.startswith(magic) for line in kept):
        source = "\n".join(
            re.sub(rf"^{re.escape(magic)} ?", "", line) if line.startswith(f"{magic} %") else line
            for line in kept
        ).strip("\n")
    elif suffix == ".sql":
        source = f"%sql\n{source}"
    metadata = {"title": title} if title else {}
    markdown = re.match(r"%md(?:-sandbox)?(?:\s+|$)", source)
    if markdown:
        return new_markdown_cell(source[markdown.end() :], metadata=metadata)
    return new_code_cell(source, metadata=metadata)
