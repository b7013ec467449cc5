"""The smallest build backend: the packages of `src` in a wheel."""

import zipfile
from pathlib import Path

NAME = "taxi-0.0.1-py3-none-any.whl"
INFO = "taxi-0.0.1.dist-info"
METADATA = "Metadata-Version: 2.1\nName: taxi\nVersion: 0.0.1\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    files = {str(file.relative_to("src")): file.read_text() for file in Path("src/taxi").glob("*.py")}
    files[f"{INFO}/METADATA"] = METADATA
    files[f"{INFO}/WHEEL"] = WHEEL
    files[f"{INFO}/entry_points.txt"] = "[console_scripts]\nmain = taxi.main:main\n"
    files[f"{INFO}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{INFO}/RECORD"])
    with zipfile.ZipFile(Path(wheel_directory) / NAME, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return NAME
