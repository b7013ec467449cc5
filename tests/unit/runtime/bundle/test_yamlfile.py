from pathlib import Path

import pytest

from aerotwin.runtime.bundle.model import BundleError
from aerotwin.runtime.bundle.node import Node
from aerotwin.runtime.bundle.yamlfile import read


def parse(tmp_path: Path, text: str) -> tuple[Node, list[str]]:
    file = tmp_path / "f.yml"
    file.write_text(text)
    node, problems = read(file, Path("f.yml"))
    return node, [problem.message for problem in problems]


def test_positions_count_from_one(tmp_path: Path) -> None:
    node, _ = parse(tmp_path, "a:\n  - {k: 1, b: two}\n")
    found = node.get("a", 0, "b")
    assert found is not None
    assert (found.value, found.at.line, found.at.column) == ("two", 2, 15)
    assert node.get("a", 0).key_at("b").column == 12  # type: ignore[union-attr]


def test_of_several_merged_mappings_the_last_wins_and_own_keys_win_over_all(tmp_path: Path) -> None:
    node, _ = parse(
        tmp_path,
        "a: &a {x: 1, y: 1, z: 1}\nb: &b {x: 2, y: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n",
    )
    assert node.plain()["c"] == {"x": 2, "y": 2, "z": 3}


def test_scalars_follow_yaml_1_2(tmp_path: Path) -> None:
    node, _ = parse(
        tmp_path, "{a: yes, b: true, c: on, d: 12, e: 1.5, f: 2024-01-31, g: null, h: 0x10, i: '7'}"
    )
    assert node.plain() == {
        "a": "yes", "b": True, "c": "on", "d": 12, "e": 1.5, "f": "2024-01-31", "g": None, "h": 16, "i": "7",
    }  # fmt: skip


def test_of_duplicate_keys_the_last_counts_with_a_warning_that_names_both_lines(tmp_path: Path) -> None:
    node, problems = parse(tmp_path, "a: 1\nb: 2\na: 3\n")
    assert problems == ['duplicate key "a" (first on line 1): the last one counts']
    assert node.plain() == {"a": 3, "b": 2}


def test_duplicate_keys_are_no_error_as_for_the_databricks_cli(tmp_path: Path) -> None:
    file = tmp_path / "f.yml"
    file.write_text("a: 1\na: 3\n")
    assert [one.severity for one in read(file, Path("f.yml"))[1]] == ["warning"]


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    assert parse(tmp_path, "# nothing\n")[0].plain() == {}


def test_braces_without_quotes_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(
        BundleError, match=r"a value that begins with `\{\{` needs quotes\n  at a\n  in f.yml:1:5"
    ):
        parse(tmp_path, "a: {{job.id}}\n")
