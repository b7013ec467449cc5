"""The columns of an event log's table.

Source: Databricks' "Pipeline event log schema", and Origin, Sequencing and ErrorDetail of the pipelines API.
What identifies an event are structs, as the documentation's examples have it (`origin.update_id`); `details`
is text.
"""

from __future__ import annotations

_ORIGIN = (
    "cloud STRING, region STRING, org_id BIGINT, pipeline_id STRING, pipeline_name STRING, "
    "cluster_id STRING, update_id STRING, maintenance_id STRING, table_id STRING, dataset_name STRING, "
    "flow_id STRING, flow_name STRING, batch_id BIGINT, request_id STRING, materialization_name STRING, "
    "uc_resource_id STRING, host STRING"
)
_FRAME = "declaring_class STRING, method_name STRING, file_name STRING, line_number BIGINT"
_EXCEPTION = f"class_name STRING, message STRING, stack ARRAY<STRUCT<{_FRAME}>>"
# Events are written with these as JSON text.
NESTED = {
    "sequence": "STRUCT<data_plane_id STRUCT<instance STRING, seq_no BIGINT>, control_plane_seq_no BIGINT>",
    "origin": f"STRUCT<{_ORIGIN}>",
    "error": f"STRUCT<fatal BOOLEAN, exceptions ARRAY<STRUCT<{_EXCEPTION}>>>",
}
COLUMNS = {
    "id": "STRING",
    "sequence": NESTED["sequence"],
    "origin": NESTED["origin"],
    "timestamp": "TIMESTAMP",
    "message": "STRING",
    "level": "STRING",
    "maturity_level": "STRING",
    "error": NESTED["error"],
    "details": "STRING",
    "event_type": "STRING",
}
