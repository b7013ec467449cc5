"""Databricks' SQL statements that define datasets and flows."""
