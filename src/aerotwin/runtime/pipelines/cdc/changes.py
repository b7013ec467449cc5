"""How a feed of changes is applied to a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aerotwin.errors import AeroTwinError

START, END = "__START_AT", "__END_AT"


@dataclass(frozen=True)
class Changes:
    """What AUTO CDC says; conditions and `sequence_by` are SQL text or Columns, columns are names.

    With `columns` only those are kept, with `except_columns` all others. `tracked` and `not_tracked` say the
    same of the columns whose changes make a new row of history (type 2).
    """

    keys: tuple[str, ...]
    sequence_by: Any = None
    ignore_null_updates: bool = False
    deletes: Any = None
    truncates: Any = None
    columns: tuple[str, ...] | None = None
    except_columns: tuple[str, ...] | None = None
    scd_type: int = 1
    tracked: tuple[str, ...] | None = None
    not_tracked: tuple[str, ...] | None = None

    @classmethod
    def of(cls, **given: Any) -> Changes:
        """Changes from what is given. Raises AeroTwinError for what is missing or contradictory."""
        if not given.get("keys"):
            raise AeroTwinError("AUTO CDC needs keys: the columns that identify a row.")
        if given.get("sequence_by") is None:
            raise AeroTwinError("AUTO CDC needs sequence_by: what orders the changes of a row.")
        made = cls(**given)
        for one, other, said in (
            (made.columns, made.except_columns, "column_list or except_column_list"),
            (made.tracked, made.not_tracked, "track_history_column_list or track_history_except_column_list"),
        ):
            if one is not None and other is not None:
                raise AeroTwinError(f"AUTO CDC takes {said}, not both.")
        if made.scd_type not in (1, 2):
            raise AeroTwinError(f"AUTO CDC stores as SCD type 1 or 2, not {made.scd_type}.")
        if made.scd_type == 2 and made.truncates is not None:
            raise AeroTwinError("AUTO CDC applies truncates with SCD type 1 only.")
        if made.scd_type == 1 and (made.tracked is not None or made.not_tracked is not None):
            raise AeroTwinError("AUTO CDC tracks history with SCD type 2 only.")
        return made
