"""`CREATE TABLE … DEEP CLONE`, which open-source Delta lacks, as a copy of the rows."""

from __future__ import annotations

import re

_CLONE = re.compile(
    r"(?P<create>(?:\s|--[^\n]*\n|/\*.*?\*/)*CREATE\s+(?:OR\s+REPLACE\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r"(?:IDENTIFIER\s*\([^)]*\)|(?:`[^`]+`|[\w.-])+))\s+(?:DEEP\s+)?CLONE\s+"
    r"(?P<source>(?:IDENTIFIER\s*\([^)]*\)|(?:`[^`]+`|[\w.-])+)(?:@v\d+|\s+(?:VERSION|TIMESTAMP)\s+AS\s+OF\s+(?:'[^']*'|\S+))?)"
    r"(?:\s+TBLPROPERTIES\s*(?P<properties>\([^)]*\)))?(?:\s+LOCATION\s+(?P<location>'[^']*'))?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip


def resolve(text: str) -> str:
    """`text`, or CREATE TABLE AS SELECT for a deep clone, which CLONE alone is too.

    Source: Databricks' documentation of CREATE TABLE CLONE. The copy has a history of its own there as well;
    here it lacks the source's comments, properties and partitions.
    """
    found = _CLONE.fullmatch(text)
    if not found:
        return text
    properties = f" TBLPROPERTIES {found['properties']}" if found["properties"] else ""
    location = f" LOCATION {found['location']}" if found["location"] else ""
    return f"{found['create']}{properties}{location} AS SELECT * FROM {found['source']}"
