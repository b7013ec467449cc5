"""What `from delta.tables import …` finds."""

from aerotwin.runtime.delta.builder import DeltaTableBuilder, IdentityGenerator
from aerotwin.runtime.delta.merge import DeltaMergeBuilder
from aerotwin.runtime.delta.optimize import DeltaOptimizeBuilder
from aerotwin.runtime.delta.tables import DeltaTable

__all__ = [
    "DeltaMergeBuilder",
    "DeltaOptimizeBuilder",
    "DeltaTable",
    "DeltaTableBuilder",
    "IdentityGenerator",
]
