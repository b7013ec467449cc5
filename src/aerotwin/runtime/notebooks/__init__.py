"""Databricks notebooks as they are: source formats, magics, paths and the names that every notebook has."""
