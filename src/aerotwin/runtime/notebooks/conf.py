"""Spark settings that only Databricks has: read as those of one machine."""

from __future__ import annotations

import functools
import logging
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import

_TAGS = "spark.databricks.clusterUsageTags"
# What a program asks to find out where it runs.
KNOWN = {
    "spark.databricks.workspaceUrl": "localhost",
    "spark.databricks.workspaceId": "0",
    "spark.databricks.cluster.profile": "singleNode",
    "spark.databricks.service.client.enabled": "false",  # true of the first Databricks Connect only
    "spark.databricks.unityCatalog.enabled": "true",
    f"{_TAGS}.clusterId": "local",
    f"{_TAGS}.clusterName": "local",
    f"{_TAGS}.clusterAllTags": "[]",
    f"{_TAGS}.clusterNodeType": "local",
    f"{_TAGS}.driverNodeType": "local",
    f"{_TAGS}.clusterWorkers": "0",
    f"{_TAGS}.clusterOwnerOrgId": "0",
    f"{_TAGS}.orgId": "0",
    f"{_TAGS}.region": "local",
    f"{_TAGS}.cloudProvider": "local",
    f"{_TAGS}.sparkVersion": "4.2.x-local",
    f"{_TAGS}.managedResourceGroup": "local",
}
# Settings that take `auto` on Databricks, which is what they do here when left alone.
AUTOMATIC = frozenset({"spark.sql.shuffle.partitions"})


def install() -> None:
    """Answer these settings from now on. Idempotent."""
    after_import("pyspark.sql.connect.conf", _change)
    # Each error it logs is raised as well, and is read there.
    after_import("pyspark.sql.connect.logging", lambda module: module.logger.setLevel(logging.CRITICAL))


def _change(module: ModuleType) -> None:
    settings: Any = module.RuntimeConf
    get = getattr(settings.get, "original", settings.get)
    set_ = getattr(settings.set, "original", settings.set)

    @functools.wraps(get)
    def get_here(self: Any, key: str, *default: Any, **named: Any) -> Any:
        if key in KNOWN:
            return get(self, key, KNOWN[key])
        return get(self, key, *default, **named)

    @functools.wraps(set_)
    def set_here(self: Any, key: str, value: Any) -> None:
        if not (key in AUTOMATIC and value == "auto"):
            set_(self, key, value)

    get_here.original, set_here.original = get, set_  # type: ignore[attr-defined]
    settings.get, settings.set = get_here, set_here
