"""Results as tables to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd


def frame(rows: Sequence[Any]) -> pd.DataFrame:
    """Dataclass instances as a pandas frame, one row each."""
    return pd.DataFrame([asdict(row) for row in rows])
