"""Run a job's tasks with Databricks' semantics: graph, outcomes, references, scheduling, state, repair."""
