"""What to do when a task misses sample data."""

from __future__ import annotations

import re

NOT_THERE = re.compile(r"(?:TABLE_OR_VIEW|SCHEMA|PATH|FILE)_NOT_(?:FOUND|EXIST)|FileNotFoundError")
SAMPLE = re.compile(r"`?samples`?\.`?\w+|databricks-datasets/")
HINT = (
    "`aerotwin samples install` makes stand-ins for the sample data of Databricks that `aerotwin samples "
    "list` names; other files for /databricks-datasets go into dbfs/databricks-datasets in the home."
)


def with_hint(error: str) -> str:
    """An error, with the hint if a sample table or file is what is missing."""
    if HINT not in error and NOT_THERE.search(error) and SAMPLE.search(error):
        return f"{error}\n{HINT}"
    return error
