from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.dbutils.fs import Files
from aerotwin.runtime.dbutils.secrets import Secrets, redact
from aerotwin.runtime.dbutils.widgets import InputWidgetNotDefined, Widgets


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path))
    return tmp_path


def test_given_values_override_defaults() -> None:
    widgets = Widgets({"a": "given"})
    widgets.text("a", "default")
    widgets.dropdown("b", "x", ["x", "y"])
    assert widgets.getAll() == {"a": "given", "b": "x"}


def test_an_unknown_widget_names_those_there_are() -> None:
    with pytest.raises(InputWidgetNotDefined, match="there are: a"):
        Widgets({"a": "1"}).get("b")


def test_a_dropdown_default_must_be_a_choice() -> None:
    with pytest.raises(AeroTwinError, match="none of its choices"):
        Widgets({}).dropdown("a", "z", ["x"])


def test_files_live_in_the_home(home: Path) -> None:
    fs = Files()
    fs.put("/Volumes/c/s/v/a.txt", "text")
    fs.cp("/Volumes/c/s/v/a.txt", "dbfs:/tmp/b.txt")
    assert (home / "volumes/c/s/v/a.txt").read_text() == "text"
    assert (home / "dbfs/tmp/b.txt").read_text() == "text"
    [info] = fs.ls("/Volumes/c/s/v")
    assert (info.path, info.name, info.size) == ("dbfs:/Volumes/c/s/v/a.txt", "a.txt", 4)
    assert fs.rm("/Volumes/c/s/v", True) and not fs.rm("/Volumes/c/s/v")


def test_secrets_need_a_private_file_and_are_redacted(home: Path) -> None:
    file = home / "secrets.yml"
    file.write_text("s: {k: hunter22}")
    file.chmod(0o644)
    read: set[str] = set()
    with pytest.raises(AeroTwinError, match="chmod 600"):
        Secrets(read.add).get("s", "k")
    file.chmod(0o600)
    assert Secrets(read.add).get("s", "k") == "hunter22"
    assert redact({"text": ["a hunter22"]}, read) == {"text": ["a [REDACTED]"]}


def test_an_entry_point_tells_the_parameters_that_were_given(tmp_path: Path) -> None:
    dbutils = DBUtils(tmp_path / "n.py", {"day": "monday"}, lambda _value: None)
    dbutils.widgets.text("hour", "12")
    assert dbutils.notebook.entry_point.getCurrentBindings() == {"day": "monday"}
