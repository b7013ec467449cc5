import sys
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbt.find import find, interpreter, unusable


def environment(directory: Path, *says: str) -> Path:
    """A directory with a `dbt` and a `python` that prints the given lines."""
    directory.mkdir(parents=True)
    (directory / "dbt").touch(mode=0o755)
    (directory / "python").write_text("#!/bin/sh\n" + "".join(f"echo {line}\n" for line in says))
    (directory / "python").chmod(0o755)
    return directory / "dbt"


def test_the_one_that_the_variable_names_comes_before_the_one_on_path(tmp_path: Path) -> None:
    named = environment(tmp_path / "named", "True", "True")
    on_path = environment(tmp_path / "path", "True", "True")
    assert find({"PATH": str(on_path.parent)}) == str(tmp_path / "path" / "python")
    assert find({"PATH": str(on_path.parent), "AEROTWIN_DBT": str(named)}) == str(named.with_name("python"))
    assert find({"PATH": str(tmp_path)}) is None


def test_a_link_leads_to_the_environment(tmp_path: Path) -> None:
    dbt = environment(tmp_path / "tool", "True", "True")
    (tmp_path / "dbt").symlink_to(dbt)
    assert interpreter(str(tmp_path / "dbt")) == dbt.with_name("python")


def test_why_one_is_not_usable(tmp_path: Path) -> None:
    bare = environment(tmp_path / "bare", "True", "False")
    assert "dbt-core and dbt-spark must both be installed" in str(unusable(str(bare)))
    other = environment(tmp_path / "other", "False", "True")
    assert f"must be of Python {sys.version_info.major}.{sys.version_info.minor}" in str(unusable(str(other)))
    assert find({"PATH": str(bare.parent)}) is None
    with pytest.raises(AeroTwinError, match="AEROTWIN_DBT=.*nowhere: it must be the `dbt` of a Python"):
        find({"AEROTWIN_DBT": str(tmp_path / "nowhere")})


def test_the_probe_knows_a_real_interpreter(tmp_path: Path) -> None:
    # This environment has no dbt, so the probe must see our version and miss the adapter.
    (tmp_path / "dbt").touch(mode=0o755)
    (tmp_path / "python").symlink_to(sys.executable)
    assert (
        unusable(str(tmp_path / "dbt")) == "dbt-core and dbt-spark must both be installed in its environment."
    )
