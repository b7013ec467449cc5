"""The options of Auto Loader, and what is left of them for Spark's own reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aerotwin.errors import AeroTwinError

PREFIX = "cloudfiles."
RESCUED = "_rescued_data"
FORMATS = ("json", "csv", "parquet", "avro", "orc", "text", "binaryFile", "xml")
MODES = ("addNewColumns", "rescue", "failOnNewColumns", "none", "addNewColumnsWithTypeWidening")
# What bounds a micro-batch has the same name and meaning in Spark.
_STREAM = {"maxfilespertrigger": "maxFilesPerTrigger", "maxbytespertrigger": "maxBytesPerTrigger"}
_OWN = (
    "schemaevolutionmode",
    "rescueddatacolumn",
    "schemahints",
    "inferschema",
    "infercolumntypes",
    "schema",
    "singlevariantcolumn",
)
VARIANTS = ("json", "csv", "xml")


@dataclass(frozen=True)
class Options:
    """Options, taken apart.

    `rescued` is the name of the rescued data column, None if there is to be none; `variant` that of the one
    column that takes whole records.
    """

    format: str
    mode: str
    rescued: str | None
    location: str | None = None
    variant: str | None = None
    hints: str = ""
    infer_types: bool = False
    include_existing: bool = True
    partition_columns: tuple[str, ...] | None = None
    reader: Mapping[str, str] = field(default_factory=dict)
    stream: Mapping[str, str] = field(default_factory=dict)


def take(given: Mapping[str, str], has_schema: bool, infer_types: bool = False) -> Options:
    """Options from those given to the reader, whatever case their keys are in.

    Raises AeroTwinError for a format or an evolution mode that Auto Loader does not have.
    """
    own, reader = {}, {}
    for key, value in given.items():
        lower = key.lower()
        short = lower.removeprefix(PREFIX)
        if lower.startswith(PREFIX) or short in _OWN:
            own[short] = value
        else:
            reader[key] = value
    format = _one_of("cloudFiles.format", own.get("format") or "", FORMATS)
    default = "none" if has_schema else "addNewColumns"
    mode = _one_of("cloudFiles.schemaEvolutionMode", own.get("schemaevolutionmode") or default, MODES)
    if format == "csv" and not has_schema and not any(key.lower() == "header" for key in reader):
        # With a schema to infer, Auto Loader takes the first line for the columns' names.
        reader["header"] = "true"
    partitions = own.get("partitioncolumns")
    variant = own.get("singlevariantcolumn")
    if variant:
        _one_of("cloudFiles.format of records in one VARIANT column", format, VARIANTS)
        has_schema, reader["singleVariantColumn"] = True, variant
    return Options(
        format=format,
        mode=mode,
        rescued=own.get("rescueddatacolumn") or (None if has_schema or mode == "none" else RESCUED),
        location=own.get("schemalocation"),
        variant=variant,
        hints=own.get("schemahints") or "",
        infer_types=_flag(own.get("infercolumntypes") or own.get("inferschema"), infer_types),
        include_existing=_flag(own.get("includeexistingfiles"), True),
        partition_columns=None
        if partitions is None
        else tuple(one.strip() for one in partitions.split(",") if one.strip()),
        reader=reader,
        stream={name: own[key] for key, name in _STREAM.items() if key in own},
    )


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> str:
    found = next((one for one in allowed if one.lower() == value.lower()), None)
    if found is None:
        raise AeroTwinError(f'{key} is "{value}"; it takes {", ".join(allowed)}.')
    return found


def _flag(value: str | None, default: bool) -> bool:
    return default if value is None else value.strip().lower() == "true"
