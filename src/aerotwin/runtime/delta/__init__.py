"""Delta Lake's Python API over Spark Connect, expressed in SQL: its own server half is not to be had."""
