import base64
import io
import stat
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk.errors import AlreadyExists, NotFound, ResourceAlreadyExists, ResourceDoesNotExist

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils import DBUtils
from aerotwin.runtime.notebooks.lazy import LazySpark
from aerotwin.runtime.workspace.client import LocalClient


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AEROTWIN_HOME", str(tmp_path))
    return LocalClient(LazySpark(), DBUtils(tmp_path / "n.py", {}, lambda _value: None))


def test_secrets_are_kept_for_the_owner_only(client: Any, tmp_path: Path) -> None:
    client.secrets.create_scope("vault")
    with pytest.raises(ResourceAlreadyExists):
        client.secrets.create_scope("vault")
    client.secrets.put_secret("vault", "a", string_value="s3cret")
    client.secrets.put_secret("vault", "b", bytes_value=base64.b64encode(b"bytes").decode())
    assert stat.S_IMODE((tmp_path / "secrets.yml").stat().st_mode) == 0o600
    assert client.dbutils.secrets.get("vault", "a") == "s3cret"
    assert base64.b64decode(client.secrets.get_secret("vault", "b").value) == b"bytes"
    client.secrets.delete_secret("vault", "a")
    assert [one.key for one in client.secrets.list_secrets("vault")] == ["b"]
    client.secrets.delete_scope("vault")
    assert list(client.secrets.list_scopes()) == []
    with pytest.raises(ResourceDoesNotExist):
        client.secrets.put_secret("vault", "a", string_value="x")


def test_files_of_the_workspace(client: Any, tmp_path: Path) -> None:
    client.workspace.mkdirs("/Users/jane/some")
    client.workspace.upload("/Workspace/Users/jane/some/a.txt", b"text")
    assert (tmp_path / "workspace/Users/jane/some/a.txt").read_text() == "text"
    with pytest.raises(ResourceAlreadyExists):
        client.workspace.upload("/Users/jane/some/a.txt", b"other")
    listed = [(one.path, one.object_type.value) for one in client.workspace.list("/Users/jane")]
    assert listed == [("/Users/jane/some", "DIRECTORY")]
    assert [one.path for one in client.workspace.list("/Users", recursive=True)] == ["/Users/jane/some/a.txt"]
    assert client.workspace.download("/Users/jane/some/a.txt").read() == b"text"
    client.workspace.delete("/Users/jane", recursive=True)
    with pytest.raises(ResourceDoesNotExist):
        client.workspace.get_status("/Users/jane")


@pytest.mark.parametrize("contents", [io.BytesIO(b"text"), b"text"])
def test_files_of_volumes(client: Any, tmp_path: Path, contents: Any) -> None:
    client.files.upload("/Volumes/c/s/v/day/a.txt", contents)
    assert (tmp_path / "volumes/c/s/v/day/a.txt").read_bytes() == b"text"
    assert client.files.download("/Volumes/c/s/v/day/a.txt").contents.read() == b"text"
    with pytest.raises(AlreadyExists):
        client.files.upload("/Volumes/c/s/v/day/a.txt", b"other")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda w: w.secrets.put_acl("s"), r"secrets\.put_acl is not runnable locally; there are c"),
        (lambda w: w.jobs.run_now(1), r"WorkspaceClient\(\)\.jobs is not runnable locally"),
        (lambda w: w.statement_execution.cancel_execution("x"), r"statement_execution\.cancel_execution is"),
    ],
)  # fmt: skip
def test_what_a_laptop_lacks_is_refused_by_name(client: Any, call: Any, said: str) -> None:
    with pytest.raises(AeroTwinError, match=said):
        call(client)


def test_there_is_one_warehouse(client: Any) -> None:
    assert [one.id for one in client.warehouses.list()] == ["local"]
    assert client.warehouses.start("local").result().id == "local"


def test_a_directory_is_there_or_not(client: Any, tmp_path: Path) -> None:
    (tmp_path / "volumes/c/s/v").mkdir(parents=True)
    assert client.files.get_directory_metadata("/Volumes/c/s/v") is None
    with pytest.raises(NotFound):
        client.files.get_directory_metadata("/Volumes/c/s/v/none")


def test_what_a_request_to_a_workspace_takes_is_there_though_none_answers(client: Any) -> None:
    config = client.config
    assert (config.host, config.authenticate()) == (
        "https://localhost",
        {"Authorization": f"Bearer {config.token}"},
    )
    with pytest.raises(AeroTwinError, match=r"config\.azure_tenant_id is not runnable locally"):
        _ = config.azure_tenant_id
