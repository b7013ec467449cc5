from __future__ import annotations

from pathlib import Path

import pytest

from aerotwin.runtime.home import Home
from aerotwin.ui.errors import NotFoundError
from aerotwin.ui.runs import files


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home").create()
    folder = made.runs / "7" / "train"
    (folder / "3").mkdir(parents=True)
    (folder / "attempt-1.html").write_text("<p>one</p>")
    (folder / "3" / "attempt-1.log").write_text("iteration")
    (tmp_path / "attempt-1.html").write_text("outside")
    return made


def test_files_are_found_by_task_attempt_and_kind(home: Home) -> None:
    assert files.find(home, 7, {"train"}, "train", 1, "html").read_text() == "<p>one</p>"
    assert files.find(home, 7, {"train[3]"}, "train[3]", 1, "log").read_text() == "iteration"
    assert files.present(home, 7, "train", 1) == files.Files(html=True)


@pytest.mark.parametrize(
    ("key", "attempt", "kind"),
    [
        ("train", 2, "html"),
        ("train", 1, "py"),
        ("other", 1, "html"),
        ("../../..", 1, "html"),
        ("", 1, "html"),
    ],
)
def test_what_is_not_there_or_not_of_the_run_is_not_found(
    home: Home, key: str, attempt: int, kind: str
) -> None:
    known = {"train", "../../.."}
    with pytest.raises(NotFoundError):
        files.find(home, 7, known, key, attempt, kind)


def test_a_link_out_of_the_run_is_not_followed(home: Home, tmp_path: Path) -> None:
    (home.runs / "7" / "train" / "attempt-9.html").symlink_to(tmp_path / "attempt-1.html")
    with pytest.raises(NotFoundError):
        files.find(home, 7, {"train"}, "train", 9, "html")


def test_a_long_log_is_shown_from_a_whole_line_on(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("short\nlog\n")
    assert files.tail(log) == ("short\nlog\n", False)
    log.write_text("".join(f"line {i}\n" for i in range(100_000)))
    text, cut = files.tail(log)
    assert cut
    assert text.startswith("line ")
    assert text.endswith("line 99999\n")
    assert len(text) <= files.SHOWN_BYTES
