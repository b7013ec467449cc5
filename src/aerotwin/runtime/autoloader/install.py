"""`spark.readStream.format("cloudFiles")` in this process."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import


def install() -> None:
    """Have Connect's stream reader know the format `cloudFiles`, as soon as it is imported. Idempotent."""
    after_import("pyspark.sql.connect.streaming.readwriter", _teach)


def _teach(module: ModuleType) -> None:
    reader: Any = module.DataStreamReader
    original = reader.load
    if hasattr(original, "knows_cloud_files"):
        return

    @functools.wraps(original)
    def load(
        self: Any, path: str | None = None, format: str | None = None, schema: Any = None, **more: Any
    ) -> Any:
        if str(format or self._format).lower() != "cloudfiles":
            return original(self, path, format, schema, **more)
        from aerotwin.runtime.autoloader.reader import stream

        if schema is not None:
            self.schema(schema)
        given = {**self._options, **{key: str(value) for key, value in more.items()}}
        where = path or next((v for k, v in given.items() if k.lower() == "path"), "")
        declared = self._schema or None
        return stream(self._client, where, given, _struct(declared))

    load.knows_cloud_files = True  # type: ignore[attr-defined]
    reader.load = load


def _struct(schema: str | None) -> Any:
    """A reader's schema, which it keeps as DDL or as JSON."""
    if schema is None or not schema.startswith("{"):
        return schema
    import json

    from pyspark.sql.types import StructType

    return StructType.fromJson(json.loads(schema))
