"""What to do when a task misses what Databricks provides: sample data, AI functions, storage."""

from __future__ import annotations

import re

NOT_THERE = re.compile(r"(?:TABLE_OR_VIEW|SCHEMA|PATH|FILE)_NOT_(?:FOUND|EXIST)|FileNotFoundError")
SAMPLE = re.compile(r"`?samples`?\.`?\w+|databricks-datasets/")
HINT = (
    "`aerotwin samples install` makes stand-ins for the sample data of Databricks that `aerotwin samples "
    "list` names; other files for /databricks-datasets go into dbfs/databricks-datasets in the home."
)
AI = re.compile(r"UNRESOLVED_ROUTINE\].*`(?:ai_\w+|vector_search)`")
AI_HINT = "AI functions ask a service of Databricks, so they do not run locally."
STORAGE = re.compile(
    r"ClassNotFoundException: Class \S*\.fs\.(?:azurebfs|azure|adl|s3a)\.|No FileSystem for scheme"
)
STORAGE_HINT = (
    "Storage of a cloud is not reachable locally: put the files into a volume, or give another path."
)


def with_hint(error: str) -> str:
    """An error, with a hint if a sample table or file, an AI function or a cloud's storage is missing."""
    if STORAGE_HINT not in error and STORAGE.search(error):
        return f"{error}\n{STORAGE_HINT}"
    if AI_HINT not in error and AI.search(error):
        return f"{error}\n{AI_HINT}"
    if HINT not in error and NOT_THERE.search(error) and SAMPLE.search(error):
        return f"{error}\n{HINT}"
    return error
