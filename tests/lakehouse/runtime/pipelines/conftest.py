"""A pipeline of a few source files, run on the shared lakehouse and looked at afterwards."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.pool import KernelPool
from aerotwin.runtime.pipelines import eventlog
from aerotwin.runtime.pipelines.log import Event
from aerotwin.runtime.pipelines.run import PipelineResult, run_pipeline


@dataclass
class Lab:
    """One pipeline: its files lie in `folder`, its tables in the test's schema."""

    spark: SparkSession
    home: Home
    environment: dict[str, str]
    pool: KernelPool
    schema: str
    folder: Path

    def land(self, name: str, *rows: dict[str, Any]) -> Path:
        """Write a JSON lines file, and return its folder."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return file.parent

    def run(
        self, sources: dict[str, str], *, resource: dict[str, Any] | None = None, **more: Any
    ) -> PipelineResult:
        """Update the pipeline that consists of `sources` (text by file name)."""
        for name, text in sources.items():
            (self.folder / name).write_text(text.replace("{folder}", str(self.folder)))
        pipeline = {
            "name": self.schema,
            "catalog": self.spark.catalog.currentCatalog(),
            "schema": self.schema,
            "libraries": [{"file": {"path": name}} for name in sources],
            **(resource or {}),
        }
        return run_pipeline(
            pipeline,
            bundle_root=self.folder,
            home=self.home,
            environment=self.environment,
            pool=self.pool,
            timeout=500,
            cancel=threading.Event(),
            log=self.folder / "run.log",
            **more,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, or of a table, in order."""
        text = query if " " in query else f"SELECT * FROM {query}"
        found = [tuple(row) for row in self.spark.sql(text).collect()]
        return sorted(found, key=lambda row: [(value is not None, str(value)) for value in row])

    def events(self) -> list[Event]:
        """The events of the last update."""
        return eventlog.of_update(self.home, eventlog.pipeline(self.home, self.schema), None)

    def quality(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Passed and failed records of the last update by dataset and expectation."""
        found = {}
        for event in self.events():
            progress = event["details"].get("flow_progress", {})
            for one in progress.get("data_quality", {}).get("expectations", []):
                counts = one["passed_records"], one["failed_records"]
                found[one["dataset"], one["name"]] = counts
        return found


@pytest.fixture
def lab(
    spark: SparkSession,
    home: Home,
    environment: dict[str, str],
    pool: KernelPool,
    schema: str,
    tmp_path: Path,
) -> Lab:
    """An empty pipeline in an empty schema."""
    return Lab(spark, home, environment, pool, schema, tmp_path)
