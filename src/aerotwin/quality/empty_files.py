"""Empty files: Spark's readers pass over them in silence, so a notice beside each makes it a row."""

from __future__ import annotations

import json
from pathlib import Path

FIELD = "empty_file"
_PREFIX = "notice_of_"


def note(folder: Path) -> list[Path]:
    """Write a one-line notice for each empty `*.jsonl` of a landing folder that has none; returns them.

    The notice holds the empty file's name relative to the landing folder in the field `empty_file`. It is
    written under a hidden name and renamed, as every landed file; files that start with "." are not landed.
    """
    written = []
    for file in sorted(folder.glob("*.jsonl")):
        notice = file.with_name(f"{_PREFIX}{file.name}")
        if file.name.startswith(".") or file.stat().st_size or notice.exists():
            continue
        draft = file.with_name(f".{notice.name}")
        draft.write_text(json.dumps({FIELD: f"{folder.name}/{file.name}"}) + "\n", encoding="utf-8")
        written.append(draft.rename(notice))
    return written
