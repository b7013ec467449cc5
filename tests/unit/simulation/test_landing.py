from datetime import date
from pathlib import Path

import pytest

from aerotwin.simulation.landing import Span, missing_spans, write_lines


def test_an_empty_folder_misses_every_month(tmp_path: Path) -> None:
    assert missing_spans(tmp_path / "none", "readings", date(2023, 12, 30), 34) == [
        Span(date(2023, 12, 30), date(2023, 12, 31)),
        Span(date(2024, 1, 1), date(2024, 1, 31)),
        Span(date(2024, 2, 1), date(2024, 2, 1)),
    ]


def test_held_days_are_left_out_and_gaps_filled(tmp_path: Path) -> None:
    for name in ("readings_20230101_20230110.jsonl", "readings_20230121_20230131.jsonl"):
        (tmp_path / name).touch()
    (tmp_path / "events_20230111_20230115.jsonl").touch()
    (tmp_path / ".readings_20230111_20230120.jsonl.x").touch()
    found = missing_spans(tmp_path, "readings", date(2023, 1, 1), 40)
    assert [span.file("readings") for span in found] == [
        "readings_20230111_20230120.jsonl",
        "readings_20230201_20230209.jsonl",
    ]


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def lines():
        yield "{}"
        raise RuntimeError("disk")

    with pytest.raises(RuntimeError):
        write_lines(tmp_path / "a" / "x.jsonl", lines())
    assert list((tmp_path / "a").iterdir()) == []
