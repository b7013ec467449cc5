"""What to do when a task misses what a workspace has: sample data, files, AI functions, a newer Python."""

from __future__ import annotations

import platform
import re
import sys

NOT_THERE = re.compile(r"(?:TABLE_OR_VIEW|SCHEMA|PATH|FILE)_NOT_(?:FOUND|EXIST)|FileNotFoundError")
SAMPLE = re.compile(r"`?samples`?\.`?\w+|databricks-datasets/")
HINT = (
    "`aerotwin samples install` makes stand-ins for the sample data of Databricks that `aerotwin samples "
    "list` names; other files for /databricks-datasets go into dbfs/databricks-datasets in the home."
)
AI = re.compile(r"UNRESOLVED_ROUTINE\].*`(?:ai_\w+|vector_search)`")
AI_HINT = "AI functions ask a service of Databricks, so they do not run locally."
# The clouds' own schemes are refused by name already.
STORAGE = re.compile(r"No FileSystem for scheme")
STORAGE_HINT = (
    "Storage of a cloud is not reachable locally: put the files into a volume, or give another path."
)
VOLUME = re.compile(r"PATH_NOT_FOUND\]?.*?/Volumes/([\w-]+/[\w-]+/[\w-]+)")
VOLUME_HINT = (
    "Files of volumes lie below `volumes` in the home (data/lakehouse, or AEROTWIN_HOME): put what is "
    "expected there into volumes/{name}."
)
DBFS = re.compile(r"PATH_NOT_FOUND\]?.*?dbfs:/([\w./-]*[\w-])")
DBFS_HINT = (
    "Files of dbfs:/ lie below `dbfs` in the home (data/lakehouse, or AEROTWIN_HOME): put what is expected "
    "there into dbfs/{name}."
)
# What only Python 3.12 reads: a quote or backslash of the f-string's own within its braces.
NEWER_PYTHON = re.compile(r"SyntaxError: f-string")
NEWER_PYTHON_HINT = (
    f"This is Python {platform.python_version()}. Databricks Runtime 16 and serverless environment 3 have "
    "Python 3.12, which allows more in an f-string: install AeroTwin with Python 3.12 for such programs."
)
# Spark takes a catalog that it does not know for a schema of its own.
CATALOG = re.compile(
    r"\[NO_SUCH_CATALOG_EXCEPTION\] Catalog '([\w-]+)'"
    r"|\[REQUIRES_SINGLE_PART_NAMESPACE\] spark_catalog .*? got identifier `([\w-]+)`\."
    r"|Couldn't find a catalog to handle the identifier `?([\w-]+)`?\."
)
CATALOG_HINT = (
    "There is no catalog {name} here: `aerotwin sql 'CREATE CATALOG {name}'` makes it, and it stays."
)
# Of from_json; a pipeline on Databricks infers the schema then, and keeps it under its `schemaLocationKey`.
INFERRED_JSON = re.compile(r"\[NOT_EXPECTED_TYPE\] Argument `?schema`? .*got NoneType")
INFERRED_JSON_HINT = (
    "from_json without a schema is not runnable locally: give it one, such as "
    "schema_of_json of an example of the text."
)
TABLE = re.compile(r"\[TABLE_OR_VIEW_NOT_FOUND\].*?`([\w-]+)`\.`([\w-]+)`\.`([\w-]+)`")
TABLE_HINT = (
    "Nothing has made {name} here: run first what makes it, or make it of files that you have, "
    "`aerotwin sql \"CREATE TABLE {name} AS SELECT * FROM read_files('/Volumes/…/file.csv')\"`."
)
# Asked in this order; what a pattern's groups find is the name in its hint.
HINTS = [
    (CATALOG, CATALOG_HINT),
    (INFERRED_JSON, INFERRED_JSON_HINT),
    *([(NEWER_PYTHON, NEWER_PYTHON_HINT)] if sys.version_info < (3, 12) else []),
    (VOLUME, VOLUME_HINT),
    (DBFS, DBFS_HINT),
    (TABLE, TABLE_HINT),
]


def with_hint(error: str) -> str:
    """An error, with a hint if what it misses is known to be a workspace's."""
    hint = _hint(error)
    return f"{error}\n{hint}" if hint and hint not in error else error


def _hint(error: str) -> str | None:
    if STORAGE.search(error):
        return STORAGE_HINT
    if AI.search(error):
        return AI_HINT
    if NOT_THERE.search(error) and SAMPLE.search(error):
        return HINT
    for pattern, hint in HINTS:
        if found := pattern.search(error):
            return hint.format(name=".".join(filter(None, found.groups())))
    return None
