"""Databricks' Auto Loader (`cloudFiles`, `read_files`) on Spark's own file sources."""
