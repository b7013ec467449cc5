"""Fetch the JARs that pyspark's wheel does not bring, once per user, and check them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pyspark

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.spark.java import find_java

LIST = Path(__file__).with_name("jars.toml")
SPARK_HOME = Path(pyspark.__file__).parent
# Built from the folder catalog/ by `make catalog-jar`.
CATALOG_JAR = Path(__file__).with_name("aerotwin-catalog.jar")


@dataclass(frozen=True)
class Jar:
    """One artifact of a Maven repository and the SHA-256 of its file."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Its name in the cache."""
        return f"{self.group}_{self.artifact}-{self.version}.jar"


def listed() -> list[Jar]:
    """The JARs of jars.toml."""
    return [Jar(**entry) for entry in tomllib.loads(LIST.read_text())["jar"]]


def cache() -> Path:
    """`aerotwin/jars` in the user's cache directory (XDG_CACHE_HOME, default ~/.cache)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "aerotwin" / "jars"


def ensure(directory: Path | None = None) -> list[Path]:
    """The files of all listed JARs, fetched through Ivy when one is missing.

    Raises AeroTwinError if they cannot be fetched or a checksum differs.
    """
    directory = directory or cache()
    wanted = listed()
    paths = [directory / jar.file_name for jar in wanted]
    if all(path.is_file() for path in paths):
        return paths
    directory.mkdir(parents=True, exist_ok=True)
    with file_lock(directory / ".lock"), tempfile.TemporaryDirectory(dir=directory) as scratch:
        missing = [jar for jar in wanted if not (directory / jar.file_name).is_file()]
        if missing:
            _retrieve(missing, Path(scratch))
        for jar in missing:
            fetched = Path(scratch) / jar.file_name
            check(jar, fetched)
            fetched.rename(directory / jar.file_name)
    return paths


def check(jar: Jar, path: Path) -> None:
    """Raise AeroTwinError unless the file has the listed SHA-256."""
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != jar.sha256:
        raise AeroTwinError(
            f"{jar.file_name} has SHA-256 {actual}, but {LIST.name} lists {jar.sha256}. "
            "It was not installed: check the repository or proxy it came from."
        )


def _retrieve(jars: list[Jar], directory: Path) -> None:
    dependencies = "".join(
        f'<dependency org="{jar.group}" name="{jar.artifact}" rev="{jar.version}" '
        'transitive="false" conf="default->default"/>'
        for jar in jars
    )
    settings = directory / "ivy.xml"
    settings.write_text(
        '<ivy-module version="2.0"><info organisation="aerotwin" module="jars"/>'
        '<configurations><conf name="default"/></configurations>'
        f"<dependencies>{dependencies}</dependencies></ivy-module>"
    )
    ivy = next((SPARK_HOME / "jars").glob("ivy-*.jar"))
    command: list[str | Path] = [
        find_java(),
        "-jar",
        ivy,
        "-cache",
        directory / "ivy",
        "-ivy",
        settings,
        "-confs",
        "default",
    ]
    command += ["-retrieve", directory / "[organisation]_[artifact]-[revision].[ext]"]
    done = subprocess.run(command, capture_output=True, text=True)
    lost = [jar.file_name for jar in jars if not (directory / jar.file_name).is_file()]
    if lost:
        said = [
            line for line in (done.stdout + done.stderr).splitlines() if "WARN" in line or "ERROR" in line
        ]
        raise AeroTwinError(
            f"Could not fetch {', '.join(lost)}: is a Maven repository reachable? "
            f"Ivy said: {' '.join(said[:3]) or 'nothing'}"
        )


def main() -> None:
    """Fetch what is missing; exit with 1 and the reason if that fails."""
    try:
        print(f"{len(ensure())} JARs in {cache()}")
    except AeroTwinError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
