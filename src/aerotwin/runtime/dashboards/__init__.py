"""Databricks dashboards (.lvdash.json) on this machine: read, query, render, serve."""
