"""Which runtime of Databricks the program's compute has, as its environment says."""

from __future__ import annotations

import os
import re

VERSION = "DATABRICKS_RUNTIME_VERSION"


def major() -> int | None:
    """The runtime's major version, 15 of `15.4`; None on serverless compute, and where none is named."""
    found = re.match(r"(\d+)\.", os.environ.get(VERSION, ""))
    return int(found[1]) if found else None
