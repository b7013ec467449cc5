"""dbt projects written for dbt-databricks, run by dbt-spark on the lakehouse's server."""
