from pathlib import Path

import pytest
import yaml

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbt import profiles

HTTP = {
    "type": "databricks",
    "catalog": "main",
    "schema": "{{ var('dev_schema') }}",
    "host": "{{ env_var('DBT_HOST') }}",
    "http_path": "/sql/1.0/warehouses/x",
    "token": "{{ env_var('DBT_ACCESS_TOKEN') }}",
    "threads": 8,
}


def test_targets_keep_their_names_catalog_and_schema_and_lose_addresses_and_secrets() -> None:
    local = profiles.local({"target": "dev", "outputs": {"dev": HTTP, "prod": {"schema": "p"}}}, "c", "s")
    assert local == {
        "target": "dev",
        "outputs": {
            "dev": {
                "type": "databricks",
                "method": "session",
                "schema": "{{ var('dev_schema') }}",
                "catalog": "main",
                "threads": 8,
            },
            "prod": {"type": "databricks", "method": "session", "schema": "p", "threads": 4},
        },
    }


def test_without_a_profile_each_named_target_has_the_tasks_catalog_and_schema() -> None:
    local = profiles.local(None, "main", "shop", ["dev", "prod"])
    assert local["target"] == "dev"
    assert {name: (one["catalog"], one["schema"]) for name, one in local["outputs"].items()} == {
        "dev": ("main", "shop"),
        "prod": ("main", "shop"),
    }
    bare = profiles.local(None, None, None)
    output = {"type": "databricks", "method": "session", "schema": "default", "threads": 4}
    assert bare == {"target": "default", "outputs": {"default": output}}


def test_what_is_written_is_what_dbt_reads(tmp_path: Path) -> None:
    profile = profiles.local({"outputs": {"dev": HTTP}}, None, None)
    profiles.write(tmp_path / "p", "shop", profile)
    assert yaml.safe_load((tmp_path / "p" / "profiles.yml").read_text()) == {"shop": profile}
    assert profiles.given(tmp_path / "p", "shop") == profile


def test_the_profiles_name_and_the_errors(tmp_path: Path) -> None:
    with pytest.raises(AeroTwinError, match=r"it has no dbt_project\.yml"):
        profiles.profile_name(tmp_path)
    (tmp_path / "dbt_project.yml").write_text("name: a\n")
    with pytest.raises(AeroTwinError, match="names no profile"):
        profiles.profile_name(tmp_path)
    (tmp_path / "dbt_project.yml").write_text("name: a\nprofile: shop\n")
    assert profiles.profile_name(tmp_path) == "shop"
    assert profiles.given(tmp_path, "shop") is None
    (tmp_path / "profiles.yml").write_text("other: {outputs: {}}\n")
    with pytest.raises(AeroTwinError, match='no profile "shop"; its profiles: other'):
        profiles.given(tmp_path, "shop")
