"""The process in which a pipeline's source files are loaded and its update runs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aerotwin.runtime.pipelines.log import Event
    from aerotwin.runtime.pipelines.spec import PipelineSpec


def main(spec: dict[str, Any], events: str) -> None:
    """Run a pipeline on the server that the environment names, appending one JSON line per event to `events`.

    The last line has `error` (null when all is well). Meant to be run in a process of its own.
    """
    from aerotwin.runtime.pipelines.spec import PipelineSpec

    with Path(events).open("a", buffering=1) as file:

        def write(event: Any) -> None:
            file.write(json.dumps(event, default=str) + "\n")

        write({"end": run(PipelineSpec(**spec), write)})


def where(error: BaseException) -> str:
    """The source file and line of the pipeline in which `error` arose, empty if in none of them."""
    from aerotwin.runtime.pipelines.context import SOURCE

    trace, found = error.__traceback__, ""
    while trace:
        path = trace.tb_frame.f_globals.get(SOURCE)
        if path:
            found = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def run(spec: PipelineSpec, write: Callable[[Event], None]) -> dict[str, str] | None:
    """Load the source files and refresh what they define; what went wrong, None if nothing has."""
    from aerotwin.runtime.pipelines.log import EventLog
    from aerotwin.runtime.pipelines.update import UpdateFailed

    log = EventLog({"pipeline_id": spec.id, "pipeline_name": spec.name, "update_id": spec.update_id}, write)
    log.add("create_update", f"Update {spec.update_id} started.", {"full_refresh": spec.full_refresh})
    log.update("INITIALIZING")
    try:
        _refresh(spec, log)
    except UpdateFailed as failed:
        log.update("FAILED", failed)
        return _told(failed.cause, failed.flow)
    except Exception as error:  # noqa: BLE001 what a source file raises is the update's outcome
        log.update("FAILED", error)
        return _told(error, "")
    log.update("COMPLETED")
    return None


def _told(error: BaseException, flow: str) -> dict[str, str]:
    return {"type": type(error).__name__, "message": str(error), "where": where(error), "flow": flow}


def _refresh(spec: PipelineSpec, log: Any) -> None:
    from aerotwin.runtime.pipelines import context, modules, reads
    from aerotwin.runtime.pipelines.flows import State
    from aerotwin.runtime.pipelines.names import Names
    from aerotwin.runtime.pipelines.update import Update
    from aerotwin.runtime.spark.address import address
    from aerotwin.runtime.spark.session import attach, use

    spark = attach(address(os.environ))
    try:
        use(spark, spec.catalog, spec.schema)
        _configure(spark, spec.configuration)
        known = frozenset(row.name.lower() for row in spark.catalog.listCatalogs())
        names = Names(spec.catalog, spec.schema, known)
        loading = context.start(names)
        modules.install()
        reads.install()
        load(spec, spark)
        loading.registry.check()
        state = State(spark, loading.registry, names, spec.storage)
        if spec.full_refresh:
            state.anew.update(loading.registry.datasets)
        log.update("RUNNING")
        Update(state, log, where=where).run()
    finally:
        spark.stop()


def _configure(spark: Any, configuration: dict[str, str]) -> None:
    from pyspark.errors import PySparkException

    for key, value in configuration.items():
        try:
            spark.conf.set(key, value)
        except PySparkException as error:
            print(f"{key} is left as it is: {str(error).splitlines()[0]}", flush=True)


def load(spec: PipelineSpec, spark: Any) -> None:
    """Run all source files."""
    from aerotwin.runtime.dbutils import DBUtils
    from aerotwin.runtime.notebooks.environment import prepare
    from aerotwin.runtime.pipelines.load import Loader
    from aerotwin.runtime.pipelines.sql.define import define

    os.chdir(spec.root)
    names = prepare(
        Path(spec.root) / "pipeline.py", DBUtils(Path(spec.root) / "pipeline.py", {}, lambda _: None)
    )
    names.update(spark=spark, display=lambda *_args, **_kwargs: None)
    sys.path.insert(0, spec.root)
    loader = Loader(names, pip=lambda _line: None, sql=lambda file: define(file, spark, spec.configuration))
    for file in map(Path, spec.files):
        loader.load(file)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2])
