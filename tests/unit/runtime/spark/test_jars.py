from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.spark import jars
from aerotwin.runtime.spark.jars import Jar


def test_every_listed_jar_has_a_checksum() -> None:
    assert [jar.artifact for jar in jars.listed()][0] == "delta-spark_4.2_2.13"
    assert all(len(jar.sha256) == 64 for jar in jars.listed())


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jar"
    file.write_bytes(b"one")
    good = Jar("g", "a", "1", hashlib.sha256(b"one").hexdigest())
    jars.check(good, file)
    file.write_bytes(b"two")
    with pytest.raises(AeroTwinError, match="g_a-1.jar has SHA-256"):
        jars.check(good, file)


def test_the_cache_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert jars.cache() == tmp_path / "aerotwin" / "jars"
