"""Databricks' sample data that a bundle's sources name, made on a lakehouse that lacks it.

Every workspace has the catalog `samples` and `/databricks-datasets`; a new lakehouse has neither.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence

from aerotwin.runtime.bundle.model import Bundle
from aerotwin.runtime.bundle.sources import texts
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.made import made, record
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.samples.table import CATALOG, Sample

_TABLE = re.compile(rf"(?<![\w.])`?{CATALOG}`?\.`?(\w+)`?\.(?:`?(\w+)|[`{{$])", re.IGNORECASE)
# The catalog and the schema that statements choose for the names after them.
_USE_CATALOG = re.compile(rf"\bUSE\s+(?:CATALOG\s+)?[`'\"]?{CATALOG}\b(?!`?\.)", re.IGNORECASE)
_USE_SCHEMA = re.compile(rf"\bUSE\s+(?:(?:SCHEMA|DATABASE)\s+)?(?:`?{CATALOG}`?\.)?`?(\w+)", re.IGNORECASE)
_USE_BOTH = re.compile(rf"\bUSE\s+(?:(?:SCHEMA|DATABASE)\s+)?`?{CATALOG}`?\.`?(\w+)", re.IGNORECASE)
_WORD = re.compile(r"""["'](\w+)\\?["']""")
FILE = "samples.json"
LOCK = "samples.lock"  # in the home, held while they are made


def wanted(bundle: Bundle) -> list[str]:
    """The tables `samples.schema.name` and paths `/databricks-datasets/…` that its sources name.

    Only those that there are stand-ins for. A schema whose table's name is put together is wanted whole.
    """
    from aerotwin.runtime.samples.install import TABLES

    found: set[str] = set()
    for text in texts(bundle.root):
        for schema, name in _tables(text):
            found |= {
                one.full_name for one in TABLES if one.schema == schema and (not name or one.name == name)
            }
        found |= {one.full_name for one in _apart(text, TABLES)}
        # A program names the file or a folder above it.
        found |= {path for path in paths() if path.rpartition("/")[0] in text}
    return sorted(found)


def paths() -> list[str]:
    """The files and folders below `/databricks-datasets` that there are stand-ins for."""
    from aerotwin.runtime.samples import delta_files, files

    return [f"/{files.FOLDER}/{path}" for path in (*(one.path for one in files.FILES), *delta_files.TABLES)]


def _tables(text: str) -> Iterator[tuple[str, str]]:
    """Schemas with the tables of theirs that are named; without a name all of the schema's may be meant."""
    for match in _TABLE.finditer(text):
        yield match.group(1).lower(), (match.group(2) or "").lower()
    for match in (_USE_SCHEMA if _USE_CATALOG.search(text) else _USE_BOTH).finditer(text):
        yield match.group(1).lower(), ""


def _apart(text: str, tables: Sequence[Sample]) -> Iterator[Sample]:
    """Tables whose name's parts a program gives one by one, each as a text of its own: catalog, schema, name.

    Without a table's name all of the schema's.
    """
    words = {word.lower() for word in _WORD.findall(text)} if CATALOG in text.lower() else set()
    if CATALOG in words:
        of_schemas = [one for one in tables if one.schema in words]
        yield from [one for one in of_schemas if one.name in words] or of_schemas


def missing(bundle: Bundle, home: Home) -> list[str]:
    """Those that no run has made on this lakehouse yet; none on another's server."""
    if os.environ.get("SPARK_REMOTE"):
        return []
    known = set(made(home, FILE))
    return [one for one in wanted(bundle) if one not in known]


def make(home: Home, names: Sequence[str], say: Callable[[str], None] = lambda _line: None) -> list[str]:
    """Make the tables and paths of those names unless they are there; those made. `say` hears of each."""
    from aerotwin.runtime.samples import delta_files, files, install
    from aerotwin.runtime.spark.session import connect

    if not names:
        return []
    spark, dbfs, new = connect(home), home.path / "dbfs", []
    tables = [name for name in names if name.startswith(f"{CATALOG}.")]
    with file_lock(home.path / LOCK):
        if len(tables) < len(names):
            new += [*files.write(dbfs), *delta_files.write(spark, dbfs)]
            for path in new:
                say(path)
        if tables:
            new += install.install(spark, install.chosen(tables), say)
        record(home, FILE, names)
    return new
