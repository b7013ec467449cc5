from pathlib import Path

from aerotwin.runtime.bundle import Bundle, load


def bundle(root: Path, include: str, **files: str) -> Bundle:
    (root / "databricks.yml").write_text(f"bundle: {{name: b}}\ninclude: {include}\n")
    for name, text in files.items():
        (root / f"{name}.yml").write_text(text)
    return load(root, environ={})


def test_a_file_that_two_patterns_match_is_read_once(tmp_path: Path) -> None:
    loaded = bundle(tmp_path, "[j.yml, './*.yml']", j="resources: {jobs: {j: {tasks: []}}}\n")
    assert loaded.problems == []
    assert list(loaded.resources["jobs"]) == ["j"]


def test_of_several_files_the_later_wins(tmp_path: Path) -> None:
    values = {name: f"variables: {{v: {{default: {name}}}}}\n" for name in ("a", "b")}
    assert bundle(tmp_path, "['*.yml']", **values).variables["v"] == "b"
    assert bundle(tmp_path, "[b.yml, a.yml]", **values).variables["v"] == "a"


def test_includes_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    found = [
        one.message for one in bundle(tmp_path, "[gone.yml, 'none/*.yml', /etc/x.yml, '*.txt']").problems
    ]
    assert [one.split(" ", 1)[0] for one in found] == ["gone.yml", "/etc/x.yml", "notes.txt"]
