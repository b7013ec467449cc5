"""Databricks pipelines, run by Spark Declarative Pipelines on the warm server."""
