"""Catalogs, schemas and volumes that the sources of a bundle write out: a workspace has them already."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

SUFFIXES = (".py", ".sql", ".ipynb")
SKIPPED = {"node_modules", "__pycache__", "data", "build", "dist", "tests"}
LARGEST = 2_000_000
# Of a session that has not chosen another.
DEFAULT_CATALOG = "spark_catalog"
# In notebooks as JSON a quote has a backslash before it.
_QUOTE, _NAME = r"""\\?["']""", r"`?([A-Za-z_][\w-]*)`?"
_WRITES = re.compile(
    rf"\b(?:saveAsTable|toTable|writeTo|insertInto)\(\s*{_QUOTE}{_NAME}\.{_NAME}\.`?\w"
    rf"|\b(?:INTO|OVERWRITE|TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}\.{_NAME}\.`?[A-Za-z_]"
    # What holds a table's name: TARGET_TABLE = "main.gold.sales", table_name="main.gold.sales".
    rf"|\b\w*(?:table|tbl)\w*\s*(?::\s*str\s*)?=\s*{_QUOTE}{_NAME}\.{_NAME}\.`?\w+`?{_QUOTE}",
    re.IGNORECASE,
)
# Of two parts; what is before a path (delta.`/x`) or of another catalog is no schema.
_IN_SCHEMA = re.compile(
    rf"\b(?:saveAsTable|toTable|writeTo|insertInto)\(\s*{_QUOTE}{_NAME}\.`?\w+`?{_QUOTE}"
    rf"|\b(?:INTO|OVERWRITE|CREATE\s+TABLE)\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}\.`?[A-Za-z_]\w*`?(?![\w.])",
    re.IGNORECASE,
)
# In a catalog that the program is given: f"{catalog}.bronze.orders".
_IN_GIVEN = re.compile(r"\{[\w.]*catalog[\w.]*\}\.`?(\w*[A-Za-z_][\w-]*)`?\.`?[\w{]", re.IGNORECASE)
_NO_SCHEMAS = {"delta", "parquet", "json", "csv", "text", "orc", "avro", "live", "stream"}
_VOLUME = re.compile(r"/Volumes/([A-Za-z_][\w-]*)/([A-Za-z_][\w-]*)/([A-Za-z_][\w-]*)(?![\w{$-])")
_ASSIGNED = re.compile(
    rf"""^[\s"]*(?:\w+_)?(catalog|schema|database)(?:_name)?\s*(?::\s*str\s*)?=\s*{_QUOTE}([A-Za-z_][\w-]*){_QUOTE}""",
    re.IGNORECASE | re.MULTILINE,
)
# Several at once, `CATALOG, SCHEMA = "main", "raw"`.
_ASSIGNED_TOGETHER = re.compile(
    rf"""^[\s"]*(\w+(?:\s*,\s*\w+)+)\s*=\s*\(?({_QUOTE}[^"'\\]*{_QUOTE}(?:\s*,\s*{_QUOTE}[^"'\\]*{_QUOTE})+)""",
    re.MULTILINE,
)
_LITERAL = re.compile(rf"{_QUOTE}([^\"'\\]*){_QUOTE}")
_USE = re.compile(
    rf"\bUSE\s+(CATALOG|SCHEMA|DATABASE)\s+(?!(?:ON|AND|OR|TO)\b){_NAME}(?![\w.({{$-])", re.IGNORECASE
)
_WIDGET = re.compile(
    rf"""widgets\.\w+\(\s*{_QUOTE}[\w.-]*(catalog|schema)[\w.-]*{_QUOTE}\s*,\s*{_QUOTE}([\w-]+){_QUOTE}""",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\bCREATE\s+(?:SCHEMA|DATABASE|VOLUME)\s+(?!IF\b)|\b(?:schemas|volumes)\.create\(", re.IGNORECASE
)
Names = tuple[str, ...]


@cache
def named(root: Path) -> frozenset[Names]:
    """Names of one part, a catalog, of two, a schema, and of three, a volume.

    A schema in a catalog that its programs are given has "" for the catalog.

    Schemas and volumes are left to a bundle that creates some and expects that they are not there.
    """
    found: set[Names] = set()
    makes = False
    for text in texts(root):
        found.update(_in(text))
        makes = makes or bool(_MADE.search(text))
    return frozenset({names[:1] for names in found if names[0]} if makes else found)


def _in(text: str) -> Iterator[Names]:
    for match in _WRITES.finditer(text):
        yield tuple(name for name in match.groups() if name)
    for match in _IN_GIVEN.finditer(text):
        yield ("", match.group(1))
    for match in _VOLUME.finditer(text):
        yield match.groups()
    said: dict[str, set[str]] = {"catalog": set(), "schema": set()}
    for pattern, searched in ((_ASSIGNED, text), (_ASSIGNED, _apart(text)), (_USE, text), (_WIDGET, text)):
        for kind, name in pattern.findall(searched):
            said["catalog" if kind.lower() == "catalog" else "schema"].add(name)
    for match in _IN_SCHEMA.finditer(text):
        said["schema"] |= {name for name in match.groups() if name and name.lower() not in _NO_SCHEMAS}
    for catalog in said["catalog"]:
        yield (catalog,)
        # With several catalogs nobody can tell whose schema it is.
        yield from ((catalog, schema) for schema in said["schema"] if len(said["catalog"]) == 1)
    if not said["catalog"]:
        yield from ((DEFAULT_CATALOG, schema) for schema in said["schema"])


def _apart(text: str) -> str:
    """What is assigned together, one assignment a line."""
    return "\n".join(
        f'{target} = "{value}"'
        for targets, values in _ASSIGNED_TOGETHER.findall(text)
        for target, value in zip(re.findall(r"\w+", targets), _LITERAL.findall(values), strict=False)
    )


def texts(directory: Path, suffixes: Container[str] = SUFFIXES, largest: int = LARGEST) -> Iterator[str]:
    """The files of a bundle with these suffixes, at most `largest` bytes each: else its programs."""
    for path in sorted(directory.iterdir()):
        if path.name.startswith(".") or path.name in SKIPPED:
            continue
        if path.is_dir():
            yield from texts(path, suffixes, largest)
        elif path.suffix in suffixes and path.stat().st_size <= largest:
            yield path.read_text(errors="replace")
