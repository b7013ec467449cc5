from importlib import metadata
from pathlib import Path

from aerotwin.runtime.notebooks.unfit import unfit


def installed(site: Path, name: str, version: str) -> None:
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def test_what_is_too_old_for_sparks_client_is_told_and_all_else_left(tmp_path: Path) -> None:
    installed(tmp_path, "pyarrow", "17.0.0")
    # Asked for by what the client asks for.
    installed(tmp_path, "protobuf", "3.20.0")
    installed(tmp_path, "pandas", "2.3.0")
    installed(tmp_path, "some-package", "0.1.0")
    found = unfit(tmp_path)
    assert set(found) == {"pyarrow", "protobuf"}
    assert found["pyarrow"] == ">=18.0.0"


def test_the_store_in_the_home_is_opened_by_the_mlflow_that_made_it(tmp_path: Path) -> None:
    installed(tmp_path, "mlflow-skinny", "2.14.0")
    installed(tmp_path, "mlflow", metadata.version("mlflow"))
    assert unfit(tmp_path) == {"mlflow-skinny": f"=={metadata.version('mlflow-skinny')}"}
