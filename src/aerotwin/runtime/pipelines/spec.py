"""Translate a pipeline resource of a bundle into what an update of it needs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.session import LOCAL_CATALOG

SOURCES = (".py", ".sql", ".ipynb")


@dataclass(frozen=True)
class PipelineSpec:
    """One run of a pipeline: JSON values only, so that it can be handed to another process."""

    name: str
    catalog: str
    schema: str
    storage: str
    root: str
    files: list[str]
    configuration: dict[str, str] = field(default_factory=dict)
    full_refresh: bool = False
    id: str = ""
    update_id: str = ""
    key: str = ""
    event_log: str = ""
    events: str = ""
    full_refresh_selection: list[str] = field(default_factory=list)
    refresh_selection: list[str] = field(default_factory=list)
    validate_only: bool = False

    def to_json(self) -> dict[str, Any]:
        """The fields as a dictionary."""
        return asdict(self)


def translate(
    pipeline: dict[str, Any],
    bundle_root: Path,
    home: Home,
    full_refresh: bool,
    key: str = "",
    full_refresh_selection: Iterable[str] = (),
    refresh_selection: Iterable[str] = (),
    validate_only: bool = False,
) -> PipelineSpec:
    """The run of a resolved pipeline resource; `key` is what the bundle calls it.

    With a selection only its datasets are refreshed, those of `full_refresh_selection` in full. With
    `validate_only` the graph is resolved and nothing is refreshed.

    Library paths are taken relative to the bundle. Raises AeroTwinError for a library that is missing or of a
    kind that does not run locally, for a pipeline without a name, and for one with a catalog but no schema.
    """
    name = pipeline.get("name")
    schema = pipeline.get("schema") or pipeline.get("target")
    if not name or (not schema and pipeline.get("catalog")):
        lacking = "name" if not name else "schema"
        raise AeroTwinError(f"Pipeline {name or ''} has no `{lacking}`: add it to the pipeline's resource.")
    # What names neither publishes nothing on Databricks: its tables are the pipeline's own.
    schema = schema or f"pipeline_{_word(name)}"
    files = [
        path for library in pipeline.get("libraries") or [] for path in _files(library, bundle_root, name)
    ]
    if not files:
        raise AeroTwinError(f"Pipeline {name} has no source files: list them under `libraries`.")
    # Code that also runs outside of a pipeline tells by this key, as on Databricks, that it is in one.
    configuration = {"pipelines.id": _file_name(name)}
    configuration |= {key: str(value) for key, value in (pipeline.get("configuration") or {}).items()}
    update_id = str(uuid.uuid4())
    return PipelineSpec(
        name=name,
        catalog=str(pipeline.get("catalog") or LOCAL_CATALOG),
        schema=str(schema),
        storage=(home.pipelines / _file_name(name)).as_uri(),
        root=str(_under(bundle_root, pipeline.get("root_path") or ".")),
        files=[str(path) for path in dict.fromkeys(files)],
        configuration=configuration,
        full_refresh=full_refresh,
        id=_file_name(name),
        update_id=update_id,
        events=str(home.pipelines / _file_name(name) / "events" / f"{update_id}.jsonl"),
        full_refresh_selection=list(full_refresh_selection),
        refresh_selection=list(refresh_selection),
        validate_only=validate_only,
        key=key,
        event_log=_event_log(pipeline.get("event_log") or {}, _file_name(name)),
    )


def _event_log(given: dict[str, Any], id: str) -> str:
    """The name of the event log's table: the one that is asked for, else one in the pipeline's schema."""
    table = str(given.get("name") or f"event_log_{_word(id)}")
    parts = [given.get("catalog"), given.get("schema"), table]
    return ".".join(f"`{part}`" for part in parts if part)


def _files(library: dict[str, Any], bundle_root: Path, name: str) -> list[Path]:
    kind = next(iter(library), "nothing")
    value: dict[str, str] = library.get(kind) or {}
    if kind in ("file", "notebook"):
        path = _under(bundle_root, value["path"])
        # The CLI expands globs here too.
        if "*" in value["path"] and (several := _expand(path)):
            return several
        found = next((one for one in (path, *_with_suffixes(path)) if one.is_file()), path)
        if not found.is_file() or found.suffix not in SOURCES:
            raise AeroTwinError(
                f"Pipeline {name}: library {path} is not a {' or '.join(SOURCES)} file that exists."
            )
        return [found]
    if kind == "glob":
        matching = _expand(_under(bundle_root, value["include"]))
        if not matching:
            raise AeroTwinError(f"Pipeline {name}: no source file matches {value['include']}.")
        return matching
    raise AeroTwinError(
        f"Pipeline {name}: a library of kind `{kind}` does not run locally; use file, glob or notebook."
    )


def _with_suffixes(path: Path) -> list[Path]:
    """A notebook's possible files: a bundle may name it as the workspace does, without an extension."""
    return [path.with_name(path.name + suffix) for suffix in SOURCES]


def _expand(pattern: Path) -> list[Path]:
    """The source files that a pattern names: a file, a folder (all of it), or a glob."""
    if pattern.is_dir():
        pattern /= "**"
    if "*" not in str(pattern):
        return [pattern] if pattern.is_file() else []
    fixed = Path(*pattern.parts[: _first_magic(pattern)])
    rest = "/".join(pattern.parts[_first_magic(pattern) :])
    rest = f"{rest}/*" if rest.endswith("**") else rest
    return sorted(
        path
        for path in fixed.glob(rest)
        if path.is_file() and path.suffix in SOURCES and "__pycache__" not in path.parts
    )


def _first_magic(pattern: Path) -> int:
    return next(position for position, part in enumerate(pattern.parts) if "*" in part)


def _under(root: Path, path: str) -> Path:
    given = Path(path)
    return given if given.is_absolute() else (root / given).resolve() if "*" not in path else root / given


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)


def _word(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name).lower()
