"""A Spark session that is joined when it is first used."""

from __future__ import annotations

import os
import threading
from typing import Any

_joining = threading.local()


class LazySpark:
    """Stands for the session; `isinstance(spark, SparkSession)` holds."""

    def active(self) -> Any:
        """The session, joined if need be; None for who asks in the middle of that."""
        return None if getattr(_joining, "now", False) else self.joined()

    def joined(self) -> Any:
        """The session itself, joined if need be."""
        from aerotwin.runtime.home import Home
        from aerotwin.runtime.spark.session import connect
        from aerotwin.runtime.spark.settings import configure

        known = self.__dict__.get("_joined")
        if known is None or known.is_stopped:
            catalog, schema = os.environ.get("AEROTWIN_CATALOG"), os.environ.get("AEROTWIN_SCHEMA")
            _joining.now = True
            try:
                known = self.__dict__["_joined"] = connect(Home.find(), catalog, schema)
                configure(known)
            finally:
                _joining.now = False
        return known

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self.joined())

    def __getattr__(self, name: str) -> Any:
        # Who merely inspects a name (completion, a display hook) must not start Spark.
        if name.startswith("_repr_") or name.startswith("_ipython_"):
            raise AttributeError(name)
        return getattr(self.joined(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.joined(), name, value)
