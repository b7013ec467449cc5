"""Tiles that are not charts: counters, tables, pivots, text."""
