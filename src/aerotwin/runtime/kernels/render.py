"""Render executed notebooks to HTML, in a process of low priority so that no task waits for it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_exporter = None


def render(notebook: Path) -> Path:
    """Write `notebook` as HTML beside it and return that path."""
    global _exporter
    if _exporter is None:
        from nbconvert import HTMLExporter

        _exporter = HTMLExporter()
    html, _ = _exporter.from_filename(str(notebook))
    target = notebook.with_suffix(".html")
    draft = target.with_suffix(".html.new")
    draft.write_text(html)
    draft.rename(target)
    return target


def main() -> None:
    """Render the notebooks named on standard input, one a line, until it closes."""
    with contextlib.suppress(OSError):
        os.nice(19)
    for line in sys.stdin:
        try:
            render(Path(line.rstrip("\n")))
        except Exception as error:
            print(f"{line.strip()} was not rendered: {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
