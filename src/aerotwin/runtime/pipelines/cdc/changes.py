"""How a feed of changes is applied to a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aerotwin.errors import AeroTwinError

START, END = "__START_AT", "__END_AT"
SYSTEM_START, SYSTEM_END = "__SYSTEM_START_AT", "__SYSTEM_END_AT"
BITEMPORAL = "bitemporal"


@dataclass(frozen=True)
class Changes:
    """What AUTO CDC says; conditions, sequences and `updated` are SQL text or Columns, columns are names.

    With `columns` only those are kept, with `except_columns` all others. `tracked` and `not_tracked` say the
    same of the columns whose changes make a new row of history (type 2), `null_ignoring` and `null_applying`
    of those that keep their value when a change has NULL. `updated` gives an event's list of the columns that
    it changes. `scd_type` is 1, 2 or BITEMPORAL, which orders what is known by `system_sequence_by`.
    """

    keys: tuple[str, ...]
    sequence_by: Any = None
    system_sequence_by: Any = None
    ignore_null_updates: bool = False
    null_ignoring: tuple[str, ...] | None = None
    null_applying: tuple[str, ...] | None = None
    updated: Any = None
    deletes: Any = None
    truncates: Any = None
    columns: tuple[str, ...] | None = None
    except_columns: tuple[str, ...] | None = None
    scd_type: int | str = 1
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
            (
                made.null_ignoring,
                made.null_applying,
                "ignore_null_updates_column_list or ignore_null_updates_except_column_list",
            ),
        ):
            if one is not None and other is not None:
                raise AeroTwinError(f"AUTO CDC takes {said}, not both.")
        if made.scd_type not in (1, 2, BITEMPORAL):
            raise AeroTwinError(f"AUTO CDC stores as bitemporal or as SCD type 1 or 2, not {made.scd_type}.")
        if made.keeps_history and made.truncates is not None:
            raise AeroTwinError("AUTO CDC applies truncates with SCD type 1 only.")
        if not made.keeps_history and (made.tracked is not None or made.not_tracked is not None):
            raise AeroTwinError("AUTO CDC tracks history with SCD type 2 only.")
        if made.bitemporal != (made.system_sequence_by is not None):
            raise AeroTwinError(
                "AUTO CDC takes system_sequence_by for what is stored as bitemporal, and only for that."
            )
        if made.updated is not None and (made.fills_nulls or made.bitemporal):
            raise AeroTwinError(
                "AUTO CDC takes columns_to_update neither with ignore_null_updates nor for bitemporal tables."
            )
        return made

    @property
    def bitemporal(self) -> bool:
        """Whether the table tells also what was known when."""
        return self.scd_type == BITEMPORAL

    @property
    def keeps_history(self) -> bool:
        """Whether the table has a row for each version."""
        return self.scd_type != 1

    @property
    def fills_nulls(self) -> bool:
        """Whether NULLs of some columns leave the value that is there."""
        return self.ignore_null_updates or self.null_ignoring is not None or self.null_applying is not None

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that identify a row of the table."""
        times = (START, SYSTEM_START) if self.bitemporal else (START,) if self.keeps_history else ()
        return (*self.keys, *times)


def scd_type(given: int | str) -> int | str:
    """1, 2 or BITEMPORAL. Raises AeroTwinError for anything else."""
    text = str(given).upper().removeprefix("SCD TYPE").strip()
    if text == BITEMPORAL.upper():
        return BITEMPORAL
    if text not in ("1", "2"):
        raise AeroTwinError(f"AUTO CDC stores as bitemporal or as SCD type 1 or 2, not {given}.")
    return int(text)
