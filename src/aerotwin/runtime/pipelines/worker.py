"""The process in which a pipeline's source files are loaded and its update runs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aerotwin.runtime.pipelines.log import Event, EventLog
    from aerotwin.runtime.pipelines.spec import PipelineSpec


def main(spec: dict[str, Any], events: str) -> None:
    """Run a pipeline on the server that the environment names, appending one JSON line per event to `events`.

    The last line has `end` (null when all is well). The home's event log of the pipeline gets the events too.
    Meant to be run in a process of its own.
    """
    from aerotwin.runtime.pipelines.spec import PipelineSpec

    given = PipelineSpec(**spec)
    kept = Path(given.events)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with Path(events).open("a", buffering=1) as file, kept.open("a", buffering=1) as log:
        told: list[Event] = []

        def write(event: Event) -> None:
            told.append(event)
            for target in (file, log):
                target.write(json.dumps(event, default=str) + "\n")

        end = run(given, write, told)
        file.write(json.dumps({"end": end}) + "\n")


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


def run(spec: PipelineSpec, write: Callable[[Event], None], told: list[Event]) -> dict[str, str] | None:
    """Load the source files and refresh what they define; what went wrong, None if nothing has.

    `told` has the events that were written; they go to the pipeline's event log table at the end.
    """
    from aerotwin.runtime.pipelines.log import EventLog
    from aerotwin.runtime.pipelines.update import UpdateFailed
    from aerotwin.runtime.spark.address import address
    from aerotwin.runtime.spark.session import attach, use

    log = EventLog({"pipeline_id": spec.id, "pipeline_name": spec.name, "update_id": spec.update_id}, write)
    log.add("create_update", f"Update {spec.update_id} started.", {"full_refresh": spec.full_refresh})
    log.update("INITIALIZING")
    try:
        spark = attach(address(os.environ))
    except Exception as error:  # noqa: BLE001 a server that cannot be reached fails in many ways
        log.update("FAILED", error)
        return _told(error, "")
    try:
        end = None
        try:
            use(spark, spec.catalog, spec.schema)
            refresh(spec, log, spark)
            log.update("COMPLETED")
        except UpdateFailed as failed:
            log.update("FAILED", failed)
            end = _told(failed.cause, failed.flow, failed.where)
        except Exception as error:  # noqa: BLE001 what a source file raises is the update's outcome
            log.update("FAILED", error)
            end = _told(error, "")
        _keep(spec, spark, told)
    finally:
        spark.stop()
    return end


def _told(error: BaseException, flow: str, place: str = "") -> dict[str, str]:
    told = {"type": type(error).__name__, "message": str(error), "flow": flow}
    return {**told, "where": place or where(error)}


def _keep(spec: PipelineSpec, spark: Any, told: list[Event]) -> None:
    """Add the events to the event log's table; an update does not fail because that fails."""
    from pyspark.errors import PySparkException

    from aerotwin.runtime.pipelines import eventlog

    names = _names(spec, spark)
    table = names.sql(names.parse(spec.event_log))
    eventlog.remember(Path(spec.events).parents[1], eventlog.Known(spec.id, spec.name, spec.key, table))
    try:
        eventlog.append(spark, table, told)
    except PySparkException as error:
        print(f"The event log's table {table} was not written: {error}", flush=True)


def _names(spec: PipelineSpec, spark: Any) -> Any:
    from aerotwin.runtime.pipelines.names import Names

    known = frozenset(row.name.lower() for row in spark.catalog.listCatalogs())
    return Names(spec.catalog, spec.schema, known)


def refresh(spec: PipelineSpec, log: EventLog, spark: Any) -> None:
    """Load the source files and run the update. Raises UpdateFailed, or what a source file raises."""
    from aerotwin.runtime.pipelines import context, modules, reads, uses
    from aerotwin.runtime.pipelines.flows import State
    from aerotwin.runtime.pipelines.update import Update

    _configure(spark, spec.configuration)
    names = _names(spec, spark)
    registry = context.start(names).registry
    modules.install()
    reads.install()
    uses.install()
    load(spec, spark)
    registry.check()
    state = State(spark, registry, names, spec.storage, spec.id)
    if spec.full_refresh:
        state.anew.update(registry.datasets)
    full = registry.find(names, spec.full_refresh_selection)
    state.anew.update(full)
    selected = full | registry.find(names, spec.refresh_selection)
    update = Update(state, log, selected or None, where)
    update.resolve()
    if spec.validate_only:
        return
    log.update("RUNNING")
    update.run()


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
    from aerotwin.runtime.notebooks.packages import pip
    from aerotwin.runtime.pipelines.load import Loader
    from aerotwin.runtime.pipelines.sql.define import define
    from aerotwin.runtime.pipelines.uses import until_end

    os.chdir(spec.root)
    names = prepare(
        Path(spec.root) / "pipeline.py", DBUtils(Path(spec.root) / "pipeline.py", {}, lambda _: None)
    )
    names.update(spark=spark, display=lambda *_args, **_kwargs: None)
    sys.path.insert(0, spec.root)
    loader = Loader(
        names,
        pip=lambda line: pip(line, Path.cwd()),
        sql=lambda file: define(file, spark, spec.configuration),
    )
    for file in map(Path, spec.files):
        with until_end(spark):
            loader.load(file)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2])
