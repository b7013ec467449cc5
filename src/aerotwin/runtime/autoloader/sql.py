"""`read_files` and `cloud_files` in SQL: each becomes a temporary view of this session."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader import hidden, reader
from aerotwin.runtime.autoloader.calls import Call, find
from aerotwin.runtime.autoloader.options import PREFIX
from aerotwin.runtime.notebooks.paths import local

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FUNCTIONS = ("read_files", "cloud_files")
_SUFFIXES = {f".{format}": format for format in ("json", "csv", "parquet", "avro", "orc", "xml")}
_SUFFIXES |= {".jsonl": "json", ".ndjson": "json", ".tsv": "csv", ".txt": "text"}
_LITERAL = re.compile(r"""'((?:[^'\\]|'')*)'|"([^"\\]*)"|(true|false|-?\d+(?:\.\d+)?)""", re.IGNORECASE)
# Arguments that are Auto Loader's own; all others are the format's.
_LOADER = frozenset(
    [
        "format",
        "includeexistingfiles",
        "maxfilespertrigger",
        "maxbytespertrigger",
        "partitioncolumns",
        "schemalocation",
        "allowoverwrites",
        "usestrictglobber",
    ]
)


def resolve(spark: SparkSession, text: str) -> str:
    """`text` with a temporary view in the place of each call."""
    with_metadata = hidden.is_asked_for(text)
    for call in reversed(find(text, FUNCTIONS)):
        view = f"__files_{uuid.uuid4().hex[:8]}"
        rows = _rows(spark, call)
        rows = rows.select("*", hidden.METADATA) if with_metadata else rows
        rows.createOrReplaceTempView(view)
        text = f"{text[: call.start]}{view}{text[call.end :]}"
        text = hidden.leave_out(text, call.start) if with_metadata else text
    return text


def _rows(spark: SparkSession, call: Call) -> DataFrame:
    named = {key: _value(spark, value) for key, value in call.named.items()}
    values = [_value(spark, value) for value in call.positional]
    path = str(values[0]) if values else str(named.pop("path", ""))
    if not path:
        raise AeroTwinError(f"{call.name} needs a path as its first argument.")
    if call.name == "cloud_files":
        named["format"] = values[1] if len(values) > 1 else ""
        named |= values[2] if len(values) > 2 else {}
    declared = next((named.pop(key) for key in list(named) if key.lower() == "schema"), None)
    options = {_key(key): _text(value) for key, value in named.items()}
    if f"{PREFIX}format" not in options:
        options[f"{PREFIX}format"] = _format(path)
    if call.name == "read_files" and not call.streaming:
        return reader.batch(spark, path, options, declared)
    if call.name == "read_files":
        options.setdefault("inferColumnTypes", "true")
    return reader.stream(spark, path, options, declared)


def _key(key: str) -> str:
    if key.lower() == "filenamepattern":
        return "pathGlobFilter"
    if key.lower().startswith(PREFIX):
        return key.lower()
    return f"{PREFIX}{key.lower()}" if key.lower() in _LOADER else key


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(spark: SparkSession, text: str) -> Any:
    """The value of an argument: of a plain literal here, of any other expression from Spark."""
    match = _LITERAL.fullmatch(text.strip())
    if match:
        single, double, plain = match.groups()
        return plain or double or (single or "").replace("''", "'")
    return spark.sql(f"SELECT {text}").collect()[0][0]


def _format(path: str) -> str:
    """The format of the files at a path, by their names. Raises AeroTwinError if these do not tell."""
    found = False
    for there in sorted(Path("/").glob(local(path).lstrip("/"))):
        files = sorted(there.rglob("*")) if there.is_dir() else [there]
        found = found or any(file.is_file() for file in files)
        for file in files:
            suffixes = [suffix for suffix in file.suffixes if suffix not in (".gz", ".bz2", ".snappy")]
            kind = _SUFFIXES.get(suffixes[-1]) if suffixes else None
            if kind and file.name[0] not in "._":
                return kind
    if not found:
        raise AeroTwinError(f"There is no file at {path}.")
    raise AeroTwinError(
        f"The format of the files at {path} cannot be told by their names: add format => '…'."
    )
