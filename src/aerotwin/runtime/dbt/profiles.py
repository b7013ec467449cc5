"""The profiles.yml of a dbt_task: the project's targets, each on the lakehouse's server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from aerotwin.errors import AeroTwinError

# The names that dbt-databricks and dbt-spark have for the two; the last one counts.
CATALOG = ("database", "catalog")
DEFAULT_TARGET = "default"
DEFAULT_SCHEMA = "default"
THREADS = 4


def profile_name(project: Path) -> str:
    """The profile that a project's dbt_project.yml names. Raises AeroTwinError if there is none."""
    file = project / "dbt_project.yml"
    if not file.is_file():
        raise AeroTwinError(f"There is no dbt project in {project}: it has no dbt_project.yml.")
    name = (_read(file) or {}).get("profile")
    if not name:
        raise AeroTwinError(f"{file} names no profile: dbt needs `profile: NAME`.")
    return str(name)


def given(directory: Path, name: str) -> dict[str, Any] | None:
    """The profile `name` of a directory's profiles.yml, None if there is no such file.

    Raises AeroTwinError if the file lacks the profile.
    """
    file = directory / "profiles.yml"
    if not file.is_file():
        return None
    content = _read(file) or {}
    if not isinstance(content.get(name), dict):
        valid = ", ".join(one for one in content if one != "config") or "none"
        raise AeroTwinError(f'{file} has no profile "{name}"; its profiles: {valid}.')
    return dict(content[name])


def local(
    profile: dict[str, Any] | None, catalog: str | None, schema: str | None, named: Sequence[str] = ()
) -> dict[str, Any]:
    """A profile whose targets are on the lakehouse's server, with the catalog and schema they had.

    Without a profile of the project's own there is one target with the task's catalog and schema, under each
    of the `named` names. Expressions (`{{ var('schema') }}`) stay for dbt; addresses and secrets go.
    """
    if profile is None:
        outputs = dict.fromkeys(named or [DEFAULT_TARGET], _output({"catalog": catalog, "schema": schema}))
        return {"target": next(iter(outputs)), "outputs": outputs}
    outputs = {str(name): _output(one or {}) for name, one in (profile.get("outputs") or {}).items()}
    return {"target": profile.get("target", DEFAULT_TARGET), "outputs": outputs}


def _output(one: dict[str, Any]) -> dict[str, Any]:
    catalogs = [one[key] for key in CATALOG if one.get(key)]
    catalog = {"catalog": catalogs[-1]} if catalogs else {}
    return {
        "type": "databricks",
        "method": "session",
        "schema": one.get("schema") or DEFAULT_SCHEMA,
        **catalog,
        "threads": one.get("threads") or THREADS,
    }


def write(directory: Path, name: str, profile: dict[str, Any]) -> None:
    """Write the profile into a directory, which is made."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "profiles.yml").write_text(yaml.safe_dump({name: profile}, sort_keys=False))


def _read(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text())
    except yaml.YAMLError as error:
        raise AeroTwinError(f"{file} is not YAML: {error}") from None
