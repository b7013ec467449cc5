from __future__ import annotations

import re
from pathlib import Path

from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.snapshot import write


def test_a_snapshot_needs_nothing_else(board: Board, engine: Engine, tmp_path: Path) -> None:
    written = write(board, engine, tmp_path)
    html = written.file.read_text()
    assert written.file == tmp_path / "gallery.html"
    assert "<script" not in html
    assert not re.search(r'(?:src|url\()\s*=?\s*["\']?(?!data:)https?:', html)
    # Charts as pictures inside, tables as rows, what a reader wrote as text.
    assert html.count("data:image/svg+xml;base64,") == 20  # nineteen charts and the counter's line
    assert "€178.4K" in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert 'href="javascript:' not in html
    assert [problem.split(":")[0] for problem in sorted(written.problems)] == [
        'page "Tables and trouble", widget "A field that is not there"',
        'page "Tables and trouble", widget "A table that is not there"',
        'page "Tables and trouble", widget "Malformed"',
        'page "Tables and trouble", widget "Wrong encoding"',
    ]


def test_each_chart_is_a_picture_too(board: Board, engine: Engine, tmp_path: Path) -> None:
    pictures = write(board, engine, tmp_path).pictures
    assert len(pictures) == 19
    assert tmp_path / "gallery-charts-bar.png" in pictures
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
