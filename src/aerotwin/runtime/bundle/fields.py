"""The fields that Databricks knows, from `databricks bundle schema` of CLI 1.10.0."""

from __future__ import annotations

# Every task type; which of them run locally is for the executors to say.
TASK_TYPES = frozenset(
    [
        "ai_runtime_task",
        "alert_task",
        "clean_rooms_notebook_task",
        "condition_task",
        "dashboard_task",
        "dbt_cloud_task",
        "dbt_platform_task",
        "dbt_task",
        "for_each_task",
        "gen_ai_compute_task",
        "notebook_task",
        "pipeline_task",
        "power_bi_task",
        "python_operator_task",
        "python_wheel_task",
        "run_job_task",
        "spark_jar_task",
        "spark_python_task",
        "spark_submit_task",
        "sql_task",
    ]
)
TASK_FIELDS = TASK_TYPES | frozenset(
    [
        "compute",
        "depends_on",
        "description",
        "disable_auto_optimization",
        "disabled",
        "email_notifications",
        "environment_key",
        "environment_variables_key",
        "existing_cluster_id",
        "health",
        "job_cluster_key",
        "libraries",
        "max_retries",
        "min_retry_interval_millis",
        "new_cluster",
        "notification_settings",
        "retry_on_timeout",
        "run_if",
        "task_key",
        "timeout_seconds",
        "webhook_notifications",
    ]
)
SPEC_FIELDS: dict[str, frozenset[str]] = {
    "notebook_task": frozenset({"notebook_path", "base_parameters", "source", "warehouse_id"}),
    "pipeline_task": frozenset(
        [
            "pipeline_id",
            "full_refresh",
            "full_refresh_selection",
            "refresh_selection",
            "reset_checkpoint_selection",
            "parameters",
        ]
    ),
    "condition_task": frozenset({"left", "op", "right"}),
    "run_job_task": frozenset(
        [
            "job_id",
            "job_parameters",
            "dbt_commands",
            "jar_params",
            "notebook_params",
            "pipeline_params",
            "python_named_params",
            "python_params",
            "spark_submit_params",
            "sql_params",
        ]
    ),
    "spark_python_task": frozenset({"python_file", "parameters", "source"}),
    "for_each_task": frozenset({"inputs", "concurrency", "task"}),
}
# Those that have an executor here.
RUNNABLE = frozenset(
    {
        "condition_task",
        "for_each_task",
        "notebook_task",
        "pipeline_task",
        "python_wheel_task",
        "run_job_task",
        "spark_python_task",
        "sql_task",
    }
)
RUN_IF = (
    "ALL_SUCCESS",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
    "ALL_DONE",
    "AT_LEAST_ONE_FAILED",
    "ALL_FAILED",
)
CONDITION_OPS = (
    "EQUAL_TO",
    "NOT_EQUAL",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL",
)
