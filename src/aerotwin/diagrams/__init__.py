"""Diagrams as SVG: graphs in layers, entities with their relations. Pure: neither Spark nor the web."""
