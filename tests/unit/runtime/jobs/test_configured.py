from pathlib import Path

from aerotwin.runtime.jobs.configured import mappings


def test_files_that_are_no_configuration_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("stages: [{catalog: dev, schema: raw}]\n")
    (tmp_path / "b.yml").write_text("catalog: x\nsince: 2024-13-45\n")
    (tmp_path / "c.yml").write_text("catalog: {{ name }}: broken [\n")
    (tmp_path / "d.json").write_text('{"source_catalog": "lake", "n": 1}')
    (tmp_path / "databricks.yml").write_text("bundle: {name: b}\nvariables: {catalog: {default: z}}\n")
    assert list(mappings(tmp_path)) == [
        {"catalog": "dev", "schema": "raw"},
        {"source_catalog": "lake", "n": 1},
    ]
