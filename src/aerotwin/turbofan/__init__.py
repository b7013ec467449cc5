"""Real input: NASA's C-MAPSS turbofan engines, landed like any other component."""

from aerotwin.turbofan.ingest import ingest
from aerotwin.turbofan.source import folder

__all__ = ["folder", "ingest"]
