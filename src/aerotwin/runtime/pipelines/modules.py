"""`import dlt` and `from pyspark import pipelines` in a pipeline's process."""

from __future__ import annotations

import sys
from types import ModuleType

from aerotwin.runtime.pipelines import definitions, expect
from aerotwin.runtime.pipelines.cdc.define import create_auto_cdc_flow
from aerotwin.runtime.pipelines.cdc.snapshot import create_auto_cdc_from_snapshot_flow

NAMES = {
    "table": definitions.table,
    "create_table": definitions.table,
    "materialized_view": definitions.materialized_view,
    "view": definitions.temporary_view,
    "create_view": definitions.temporary_view,
    "temporary_view": definitions.temporary_view,
    "create_streaming_table": definitions.create_streaming_table,
    "create_streaming_live_table": definitions.create_streaming_table,
    "create_target_table": definitions.create_streaming_table,
    "append_flow": definitions.append_flow,
    "create_sink": definitions.create_sink,
    "foreach_batch_sink": definitions.foreach_batch_sink,
    "read": definitions.read,
    "read_stream": definitions.read_stream,
    "readStream": definitions.read_stream,
    "create_auto_cdc_flow": create_auto_cdc_flow,
    "apply_changes": create_auto_cdc_flow,
    "create_auto_cdc_from_snapshot_flow": create_auto_cdc_from_snapshot_flow,
    "apply_changes_from_snapshot": create_auto_cdc_from_snapshot_flow,
    "on_event_hook": definitions.on_event_hook,
    "expect": expect.expect,
    "expect_or_drop": expect.expect_or_drop,
    "expect_or_fail": expect.expect_or_fail,
    "expect_all": expect.expect_all,
    "expect_all_or_drop": expect.expect_all_or_drop,
    "expect_all_or_fail": expect.expect_all_or_fail,
}


def install() -> None:
    """Let source files find the pipeline's functions under both names."""
    import pyspark

    for name in ("dlt", "pyspark.pipelines"):
        module = ModuleType(name, "The functions that define a pipeline's datasets and flows.")
        module.__dict__.update(NAMES, __all__=list(NAMES))
        sys.modules[name] = module
    pyspark.pipelines = sys.modules["pyspark.pipelines"]  # type: ignore[attr-defined]
