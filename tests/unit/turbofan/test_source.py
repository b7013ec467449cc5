import gzip
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.turbofan import folder
from aerotwin.turbofan.source import VARIABLE, read


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        with gzip.open(folder / f"{name}_FD001.txt.gz", "wt") as file:
            file.write(text)


def row(unit: int, cycle: int) -> str:
    return " ".join(["1"] * 24).join([f"{unit} {cycle} ", "  \n"])


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(AeroTwinError, match="AEROTWIN_CMAPSS_DIR is not set"):
        folder()


def test_a_folder_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(AeroTwinError, match="nowhere' is no folder"):
        folder()


def test_a_named_source_comes_before_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, "elsewhere")
    assert folder(str(tmp_path)) == tmp_path


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AeroTwinError, match=r"train_FD001\.txt\.gz: is missing"):
        read(tmp_path)


def test_another_shape_is_told(tmp_path: Path) -> None:
    write(tmp_path, train="1 1 2 3\n")
    with pytest.raises(AeroTwinError, match=r"train_FD001\.txt\.gz: has 4 columns instead of 26"):
        read(tmp_path)


def test_a_life_for_each_test_engine(tmp_path: Path) -> None:
    write(tmp_path, train=row(1, 1), test=row(1, 1) + row(2, 1), RUL="30 \n")
    with pytest.raises(AeroTwinError, match="holds 1 lives for 2 test engines"):
        read(tmp_path)
