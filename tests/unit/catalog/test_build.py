from __future__ import annotations

import importlib.util
import shutil
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from aerotwin.runtime.spark import jars

BUILD = Path(__file__).parents[3] / "catalog" / "build.py"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalog_build", BUILD)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _entries(jar: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(jar) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_shipped_jar_was_built_from_these_sources(build: ModuleType) -> None:
    told = _entries(jars.CATALOG_JAR)[build.DIGEST_ENTRY].decode()
    assert told == build.digest(), "Run `make catalog-jar`: the sources have changed since the JAR was built."


def test_building_again_gives_the_same_jar(build: ModuleType, tmp_path: Path) -> None:
    javac = shutil.which("javac")
    shipped = _entries(jars.CATALOG_JAR)
    if javac is None:
        pytest.skip("there is no javac")
    if build.label(javac)["META-INF/MANIFEST.MF"] != shipped["META-INF/MANIFEST.MF"]:
        pytest.skip("this javac is of another version than the one that built the JAR")
    again = tmp_path / "again.jar"
    build.build(again, javac)
    assert _entries(again) == shipped
    assert again.read_bytes() == jars.CATALOG_JAR.read_bytes()
