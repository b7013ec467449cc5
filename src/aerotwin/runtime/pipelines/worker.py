"""The process in which a pipeline's source files are loaded and its run is followed."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from aerotwin.runtime.pipelines.spec import PipelineSpec


def main(spec: dict[str, Any], events: str) -> None:
    """Run a pipeline on the server that the environment names, appending one JSON line per event to `events`.

    The last line has `error` (null when all is well). Meant to be run in a process of its own.
    """
    from aerotwin.runtime.pipelines.spec import PipelineSpec

    with Path(events).open("a", buffering=1) as file:
        try:
            for at, message in run(PipelineSpec(**spec)):
                _write(file, at=at, message=message)
            _write(file, error=None)
        except Exception as error:
            _write(file, error={"type": type(error).__name__, "message": str(error), "where": _where(error)})


def _write(file: TextIO, **event: Any) -> None:
    file.write(json.dumps(event) + "\n")


def _where(error: BaseException) -> str:
    """The source file and line of the pipeline in which `error` arose, empty if in none of them."""
    trace, where = error.__traceback__, ""
    while trace:
        path = trace.tb_frame.f_globals.get("__pipeline_source__")
        if path:
            where = f"{Path(path).name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return where


def run(spec: PipelineSpec) -> Iterator[tuple[float, str]]:
    """Define the graph, start it and yield its events: seconds since the epoch, and message."""
    from pyspark.pipelines.spark_connect_pipeline import create_dataflow_graph, start_run

    from aerotwin.runtime.spark.address import address
    from aerotwin.runtime.spark.session import attach, use

    spark = attach(address(os.environ))
    try:
        use(spark, spec.catalog, spec.schema)
        for key, value in spec.configuration.items():
            spark.conf.set(key, value)
        graph = create_dataflow_graph(
            spark,
            default_catalog=spark.catalog.currentCatalog(),
            default_database=spec.schema,
            sql_conf=spec.configuration,
        )
        define(spark, graph, spec)
        events = start_run(
            spark,
            graph,
            full_refresh=[],
            full_refresh_all=spec.full_refresh,
            refresh=[],
            dry=False,
            storage=spec.storage,
        )
        for result in events:
            if "pipeline_event_result" in result:
                event = result["pipeline_event_result"].event
                yield event.timestamp.ToNanoseconds() / 1e9, event.message
    finally:
        spark.stop()


def define(spark: SparkSession, graph: str, spec: PipelineSpec) -> None:
    """Register the datasets and flows of all source files."""
    from pyspark.pipelines.add_pipeline_analysis_context import add_pipeline_analysis_context
    from pyspark.pipelines.block_session_mutations import block_session_mutations
    from pyspark.pipelines.graph_element_registry import graph_element_registration_context
    from pyspark.pipelines.spark_connect_graph_element_registry import SparkConnectGraphElementRegistry

    registry = SparkConnectGraphElementRegistry(spark, graph)
    os.chdir(spec.root)
    sys.path.insert(0, spec.root)
    with graph_element_registration_context(registry):
        for file in map(Path, spec.files):
            if file.suffix == ".sql":
                registry.register_sql(file.read_text(), file)
                continue
            module_spec = importlib.util.spec_from_file_location(file.stem, file)
            assert module_spec and module_spec.loader
            module = importlib.util.module_from_spec(module_spec)
            module.__dict__.update(spark=spark, __pipeline_source__=str(file))
            with (
                add_pipeline_analysis_context(spark=spark, dataflow_graph_id=graph, flow_name=None),
                block_session_mutations(),
            ):
                module_spec.loader.exec_module(module)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2])
