"""Which subfolders a read takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from aerotwin.runtime.autoloader.folders import whole


@pytest.mark.parametrize(
    ("folders", "recursive"),
    [([], True), (["2024/01"], True), (["day=1"], False), (["2024/day=1"], False), (["_log/day=1"], True)],
)
def test_partitions_are_left_to_spark(tmp_path: Path, folders: list[str], recursive: bool) -> None:
    for one in folders:
        (tmp_path / one).mkdir(parents=True)
    assert whole(str(tmp_path), []) == ({"recursiveFileLookup": "true"} if recursive else {})


def test_what_the_reader_says_stays(tmp_path: Path) -> None:
    assert whole(str(tmp_path), ["RecursiveFileLookup"]) == {}


def test_partitions_that_a_glob_names(tmp_path: Path) -> None:
    (tmp_path / "day=1").mkdir()
    assert whole(f"{tmp_path}/day=*", []) == {}
