"""The local runtime: runs a Databricks bundle on open-source Spark; it knows nothing of aircraft."""
