"""Where managed tables lie in the warehouse.

A table's directory is named as the table, or `name-1a2b3c4d` where files of another lay there when the
table was made.
"""

from __future__ import annotations

import re
from pathlib import Path

_OWN = re.compile(r"-[0-9a-f]{8}$")


def of_table(schema: Path, table: str) -> list[Path]:
    """The directories below a schema's that may be the table's."""
    return [path for path in [schema / table, *sorted(schema.glob(f"{table}-*"))] if table_of(path) == table]


def table_of(directory: Path) -> str:
    """The name of the table whose directory this may be."""
    return _OWN.sub("", directory.name)
