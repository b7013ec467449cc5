"""Stand-ins for the tables of Databricks' `samples` catalog: their schemas, with synthetic rows."""
