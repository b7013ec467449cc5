"""Compile the catalog plugin into the JAR that the package ships: `make catalog-jar`.

Sorted entries with fixed times make the same JAR of the same sources and compiler, byte by byte. It holds the
digest of its sources, by which a test tells a JAR that is out of date.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.spark import jars

SOURCES = Path(__file__).parent / "src" / "main" / "java"
RELEASE = "17"
DIGEST_ENTRY = "META-INF/sources.sha256"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def sources() -> list[Path]:
    """The Java files, sorted by path."""
    return sorted(SOURCES.rglob("*.java"))


def digest() -> str:
    """The SHA-256 of the sources' paths and contents."""
    total = hashlib.sha256()
    for file in sources():
        total.update(f"{file.relative_to(SOURCES).as_posix()}\0".encode())
        total.update(file.read_bytes() + b"\0")
    return total.hexdigest()


def compiler_version(javac: str) -> str:
    """The version of a javac."""
    said = subprocess.run([javac, "-version"], capture_output=True, text=True, check=True)
    found = re.search(r"javac (\S+)", said.stdout + said.stderr)
    return found.group(1) if found else "unknown"


def compile_classes(javac: str, target: Path) -> list[Path]:
    """Compile all sources into `target`; the class files, sorted. Raises AeroTwinError."""
    class_path = [*sorted((jars.SPARK_HOME / "jars").glob("*.jar")), *jars.ensure()]
    command = [javac, "--release", RELEASE, "-g:source,lines", "-proc:none", "-nowarn", "-encoding", "UTF-8"]
    command += ["-cp", ":".join(map(str, class_path)), "-d", str(target), *map(str, sources())]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise AeroTwinError(f"The catalog plugin does not compile:\n{done.stderr or done.stdout}")
    return sorted(target.rglob("*.class"))


def label(javac: str) -> dict[str, bytes]:
    """The entries that tell what the JAR was made of, and with what."""
    manifest = f"Manifest-Version: 1.0\r\nBuild-Jdk: {compiler_version(javac)}\r\n\r\n"
    return {"META-INF/MANIFEST.MF": manifest.encode(), DIGEST_ENTRY: digest().encode()}


def build(target: Path, javac: str) -> None:
    """Write the JAR."""
    with tempfile.TemporaryDirectory() as scratch:
        classes = compile_classes(javac, Path(scratch))
        entries = label(javac)
        entries |= {file.relative_to(scratch).as_posix(): file.read_bytes() for file in classes}
    draft = target.with_suffix(".new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as jar:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            jar.writestr(info, content)
    draft.rename(target)


def main() -> int:
    """Build the JAR in its place in the package."""
    javac = shutil.which("javac")
    if javac is None:
        print("There is no javac: install a JDK (Debian's openjdk-17-jdk-headless).", file=sys.stderr)
        return 1
    try:
        build(jars.CATALOG_JAR, javac)
    except AeroTwinError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{jars.CATALOG_JAR.name}: {jars.CATALOG_JAR.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
