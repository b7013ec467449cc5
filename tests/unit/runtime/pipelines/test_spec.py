from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.pipelines.spec import PipelineSpec, translate


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    for name in ("p/a.py", "p/b.sql", "p/notes.md", "p/deep/c.py", "p/__pycache__/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def spec(bundle: Path, **resource: Any) -> PipelineSpec:
    return translate({"name": "n", "schema": "s", **resource}, bundle, Home(bundle / "home"), False)


def names(made: PipelineSpec, bundle: Path) -> list[str]:
    return [str(Path(file).relative_to(bundle)) for file in made.files]


@pytest.mark.parametrize("pattern", ["p/**", "p", "./p/**"])
def test_a_folder_is_all_its_sources(bundle: Path, pattern: str) -> None:
    made = spec(bundle, libraries=[{"glob": {"include": pattern}}])
    assert names(made, bundle) == ["p/a.py", "p/b.sql", "p/deep/c.py"]


def test_a_glob_takes_what_it_names(bundle: Path) -> None:
    made = spec(bundle, libraries=[{"glob": {"include": "p/*.py"}}, {"file": {"path": "p/b.sql"}}])
    assert names(made, bundle) == ["p/a.py", "p/b.sql"]


@pytest.mark.parametrize("kind", ["file", "notebook"])
def test_a_library_of_one_path_may_be_a_glob(bundle: Path, kind: str) -> None:
    made = spec(bundle, libraries=[{kind: {"path": "p/*"}}])
    assert names(made, bundle) == ["p/a.py", "p/b.sql"]


@pytest.mark.parametrize("given", ["n/daily", "n/daily.ipynb"])
def test_a_notebook_may_be_named_without_its_extension(bundle: Path, given: str) -> None:
    (bundle / "n").mkdir()
    (bundle / "n" / "daily.ipynb").touch()
    assert names(spec(bundle, libraries=[{"notebook": {"path": given}}]), bundle) == ["n/daily.ipynb"]


def test_the_configuration_is_as_it_is_given(bundle: Path) -> None:
    made = spec(
        bundle,
        libraries=[{"file": {"path": "p/a.py"}}],
        configuration={"landing": "/Volumes/main/s/landing", "n": 3},
    )
    assert made.configuration == {"landing": "/Volumes/main/s/landing", "n": "3", "pipelines.id": "n"}


def test_the_older_word_target_is_the_schema(bundle: Path) -> None:
    made = translate(
        {"name": "n", "target": "t", "libraries": [{"file": {"path": "p/a.py"}}]}, bundle, Home(bundle), True
    )
    assert (made.schema, made.catalog, made.full_refresh) == ("t", "spark_catalog", True)


def test_an_unpublished_pipeline_has_a_schema_of_its_own(bundle: Path) -> None:
    made = translate(
        {"name": "[dev] Wiki-1", "libraries": [{"file": {"path": "p/a.py"}}]}, bundle, Home(bundle), False
    )
    assert (made.schema, made.catalog) == ("pipeline__dev__wiki_1", "spark_catalog")
    assert made.event_log == "`event_log__dev__wiki_1`"


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"libraries": [{"file": {"path": "p/none.py"}}]}, "p/none.py is not a .py or .sql or .ipynb file"),
        ({"libraries": [{"glob": {"include": "q/**"}}]}, "no source file matches q/"),
        ({"libraries": [{"maven": {"coordinates": "a:b:1"}}]}, "kind `maven` does not run locally"),
        ({"libraries": []}, "has no source files"),
        ({"schema": "", "catalog": "main"}, "has no `schema`"),
    ],
)
def test_what_cannot_run_is_named(bundle: Path, resource: dict[str, Any], said: str) -> None:
    with pytest.raises(AeroTwinError, match=said):
        spec(bundle, **resource)
