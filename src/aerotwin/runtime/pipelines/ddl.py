"""Schemas and table options as SQL."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aerotwin.runtime.pipelines.model import Options
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql.types import DataType, StructType

_CONSTRAINT = re.compile(r"\s*(?:CONSTRAINT\b|PRIMARY\s+KEY\b|FOREIGN\s+KEY\b)", re.IGNORECASE)
# What is enforced neither here nor there, or by Unity Catalog only.
_INFORMATIONAL = re.compile(
    r"\b(?:CONSTRAINT\s+\S+\s+)?PRIMARY\s+KEY(?:\s+(?:NOT\s+ENFORCED|RELY|NORELY|TIMESERIES))*"
    r"|\b(?:CONSTRAINT\s+\S+\s+)?(?:FOREIGN\s+KEY\s+)?REFERENCES\s+[\w.`]+(?:\s*\([^)]*\))?"
    r"(?:\s+(?:NOT\s+ENFORCED|RELY|NORELY|MATCH\s+FULL|ON\s+(?:UPDATE|DELETE)\s+NO\s+ACTION))*"
    r"|\bMASK\s+[\w.`]+(?:\s+USING\s+COLUMNS\s*\([^)]*\))?",
    re.IGNORECASE,
)
_COLUMN_KEY = re.compile(
    r"^\s*(`[^`]+`|\w+)\s.*?\b((?:CONSTRAINT\s+\S+\s+)?PRIMARY\s+KEY)\b(.*)$", re.IGNORECASE | re.DOTALL
)
_PRIMARY = re.compile(r"PRIMARY\s+KEY\s*\(([^)]*)\)", re.IGNORECASE)
_NOT_NULL = re.compile(r"\bNOT\s+NULL\b", re.IGNORECASE)
_COLUMN_REFERENCE = re.compile(
    r"^\s*(`[^`]+`|\w+)\s.*?\b(CONSTRAINT\s+\S+\s+)?(?:FOREIGN\s+KEY\s+)?(REFERENCES\s+[\w.`]+(?:\s*\([^)]*\))?)",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT_FIRST = re.compile(
    r"""\b(COMMENT\s+(?:'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*"))\s+NOT\s+NULL\b""", re.IGNORECASE
)
_RELY = re.compile(r"\bRELY\b", re.IGNORECASE)
_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\b(?:ARRAY|MAP|STRUCT)\s*<|[=-]>|>=|.""",
    re.DOTALL | re.IGNORECASE,
)

_GENERATED = re.compile(r"\bGENERATED\s+ALWAYS\s+AS\s*\(", re.IGNORECASE)
_WORD = re.compile(r"""'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\w+|.""", re.DOTALL)


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def items(text: str) -> list[str]:
    """The parts of a list that its commas separate, outside brackets, strings and quoted names.

    Comments are left out.
    """
    found, depth, angles = [""], 0, 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token.startswith(("--", "/*")):
            continue
        depth += token in ("(", "[")
        depth -= token in (")", "]")
        # An angle is a bracket after the name of a nested type only: elsewhere it compares.
        angles += token.endswith("<") and len(token) > 1
        angles -= token == ">" and angles > 0
        if token == "," and depth == 0 and angles == 0:
            found.append("")
        else:
            found[-1] += token
    return [one.strip() for one in found if one.strip()]


def declared_columns(schema: Any) -> list[str]:
    """The column definitions of a declared schema (DDL or StructType), without what only informs.

    Those of a primary key are NOT NULL, said or not.
    """
    if not isinstance(schema, str):
        return columns_of(schema)
    text = schema.strip()
    columns = [
        " ".join(_INFORMATIONAL.sub("", one).split("\n")).strip()
        for one in items(text)
        if not _CONSTRAINT.match(one)
    ]
    needed = {name for key in declared_keys(schema) for name in _primary(key)}
    return [
        f"{one} NOT NULL" if _name(one) in needed and not _NOT_NULL.search(one) else one for one in columns
    ]


def _primary(key: str) -> list[str]:
    """The columns of a primary key's definition; of another key none."""
    match = _PRIMARY.search(key)
    return [_name(one) for one in items(match.group(1))] if match else []


def _name(column: str) -> str:
    """The name with which a column's definition begins, in lower case."""
    match = re.match(r"`((?:[^`]|``)+)`|(\w+)", column)
    return (match.group(1) or match.group(2)).lower() if match else ""


def declared_keys(schema: Any) -> list[str]:
    """The keys that a declared schema (DDL) has, each as ALTER TABLE … ADD takes it; they only inform."""
    if not isinstance(schema, str):
        return []
    found = []
    for one in items(schema.strip()):
        if _CONSTRAINT.match(one):
            found.append(" ".join(one.split()))
        elif of_column := _COLUMN_KEY.match(one):
            column, key, options = of_column.groups()
            found.append(f"{' '.join(key.split())} ({column})" + (" RELY" if _RELY.search(options) else ""))
        if (reference := _COLUMN_REFERENCE.match(one)) and not _CONSTRAINT.match(one):
            column, name, parent = reference.groups()
            found.append(f"{' '.join((name or '').split())} FOREIGN KEY ({column}) {parent}".strip())
    return found


def without_filling(column: str) -> str:
    """A column's definition up to what fills it: GENERATED or DEFAULT; NOT NULL comes before its comment."""
    kept = ""
    for match in _WORD.finditer(column):
        if match.group().upper() in ("GENERATED", "DEFAULT") and kept.strip(" `"):
            break
        kept += match.group()
    return _COMMENT_FIRST.sub(r"NOT NULL \1", kept).strip()


def with_cast(column: str, kind: str) -> str:
    """A column's definition whose generating expression, if it has one, is cast to the column's type."""
    match = _GENERATED.search(column)
    if not match:
        return column
    end, depth = match.end(), 1
    for token in _WORD.finditer(column, match.end()):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if not depth:
            end = token.start()
            break
    return f"{column[: match.end()]}CAST({column[match.end() : end]} AS {kind}){column[end:]}"


def columns_of(schema: StructType) -> list[str]:
    """The column definitions of a StructType; NOT NULL and comments stay."""
    found = []
    for field in schema.fields:
        comment = (field.metadata or {}).get("comment")
        text = f"{quoted(field.name)} {type_of(field.dataType)}"
        text += "" if field.nullable else " NOT NULL"
        found.append(text + (f" COMMENT {literal(comment)}" if comment else ""))
    return found


def type_of(kind: DataType) -> str:
    """A type as DDL, with every field name quoted."""
    from pyspark.sql.types import ArrayType, MapType, StructType

    if isinstance(kind, ArrayType):
        return f"ARRAY<{type_of(kind.elementType)}>"
    if isinstance(kind, MapType):
        return f"MAP<{type_of(kind.keyType)}, {type_of(kind.valueType)}>"
    if isinstance(kind, StructType):
        fields = ", ".join(f"{quoted(f.name)}: {type_of(f.dataType)}" for f in kind.fields)
        return f"STRUCT<{fields}>"
    return kind.simpleString()


def create(
    name: str, columns: Iterable[str], options: Options, properties: Mapping[str, str], over: bool = False
) -> str:
    """CREATE TABLE for a Delta table; with `over` in the place of the one that is there, history kept."""
    head = "CREATE OR REPLACE TABLE" if over else "CREATE TABLE"
    text = f"{head} {name} ({', '.join(columns)}) USING delta"
    if options.partition_cols:
        text += f" PARTITIONED BY ({', '.join(map(quoted, options.partition_cols))})"
    if options.cluster_by:
        text += f" CLUSTER BY ({', '.join(map(quoted, options.cluster_by))})"
    if options.path:
        text += f" LOCATION {literal(options.path)}"
    if options.comment:
        text += f" COMMENT {literal(options.comment)}"
    return f"{text} TBLPROPERTIES ({pairs(properties)})" if properties else text


def pairs(properties: Mapping[str, str]) -> str:
    """Properties as SQL."""
    return ", ".join(f"{literal(key)} = {literal(value)}" for key, value in properties.items())


def fingerprint(*parts: Any) -> str:
    """A short text that differs when `parts` (JSON values, or objects with a stable text) do."""
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:16]
