from importlib import metadata
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.requirements import (
    editable,
    expand,
    of_project,
    provided,
    satisfied,
    source_of,
)


def test_requirements_files_are_read_where_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "base.txt").write_text("# ours\nyaml\n\n-r more/other.txt  # and these\n")
    (tmp_path / "more" / "other.txt").write_text("attrs>=1 # pinned elsewhere\n--requirement=last.txt\n")
    (tmp_path / "more" / "last.txt").write_text("click\n")
    assert list(expand(["-r base.txt", "pip"], tmp_path)) == ["yaml", "attrs>=1", "click", "pip"]
    with pytest.raises(AeroTwinError, match=r"gone\.txt"):
        list(expand(["-r gone.txt"], tmp_path))


def test_what_is_here_is_not_asked_for() -> None:
    here = metadata.version("pandas")
    assert satisfied(f"pandas=={here}")
    assert satisfied("PyYAML>=1")
    assert satisfied("no-such-package; python_version < '3'")
    assert not satisfied("pandas<1")
    assert not satisfied("no-such-package")
    assert not satisfied("pandas @ https://example.com/pandas.whl")
    assert not satisfied("--index-url https://example.com")


def test_parts_of_a_runtime_are_never_asked_for() -> None:
    assert satisfied("pyspark==3.5.0")
    assert satisfied("databricks-connect>=15,<16")


def test_a_project_in_place(tmp_path: Path) -> None:
    text = '[project]\nname = "p"\ndependencies = ["pandas<3"]\n'
    (tmp_path / "pyproject.toml").write_text(text)
    for line in (f"-e {tmp_path}", f"--editable {tmp_path}", f"--editable={tmp_path}[dev]", "-e ."):
        assert editable(line, tmp_path) == tmp_path
    assert editable("pandas", tmp_path) is None
    assert of_project(tmp_path) == ["pandas<3"]
    assert of_project(tmp_path / "none") == []
    assert source_of(tmp_path) == tmp_path
    (tmp_path / "src").mkdir()
    assert source_of(tmp_path) == tmp_path / "src"


@pytest.mark.parametrize("line", ["mlflow==2.14.1", "mlflow[databricks]>=2", "mlflow-skinny<3"])
def test_mlflow_is_ours_whose_store_one_version_opens(line: str) -> None:
    assert provided(line)
    assert satisfied(line)
