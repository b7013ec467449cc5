"""DeltaMergeBuilder: MERGE INTO, clause by clause."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.delta.columns import Aliases, name_of, sql_of


class DeltaMergeBuilder:
    """Collects the clauses of a merge, in their order, until `execute`."""

    def __init__(self, spark: Any, target: str, alias: str | None, source: Any, condition: Any) -> None:
        self._spark = spark
        self._source = source
        self._view = f"merged_{uuid.uuid4().hex[:12]}"
        own = _alias_of(source)
        self._target = f"{target} AS {alias}" if alias else target
        self._named = f"{self._view} AS {own}" if own else self._view
        # A column may also be named by the DataFrame that it was taken from.
        target_alias = alias or (target if "`" not in target else "")
        self._aliases: Aliases = {None: target_alias, **dict.fromkeys(_plans(source), own or self._view)}
        self._condition = sql_of(condition, self._aliases)
        self._clauses: list[str] = []
        self._evolves = ""

    def whenMatchedUpdate(
        self, condition: Any = None, set: Mapping[Any, Any] | None = None
    ) -> DeltaMergeBuilder:
        """Set columns of a row of the target that matches."""
        return self._update("MATCHED", condition, set)

    def whenMatchedUpdateAll(self, condition: Any = None) -> DeltaMergeBuilder:
        """Set all columns of a row of the target that matches to the source's."""
        return self._when("MATCHED", condition, "UPDATE SET *")

    def whenMatchedDelete(self, condition: Any = None) -> DeltaMergeBuilder:
        """Delete a row of the target that matches."""
        return self._when("MATCHED", condition, "DELETE")

    def whenNotMatchedInsert(
        self, condition: Any = None, values: Mapping[Any, Any] | None = None
    ) -> DeltaMergeBuilder:
        """Insert a row for one of the source that matches none."""
        given = _needed(values, "whenNotMatchedInsert", "values")
        names = ", ".join(name_of(name) for name in given)
        texts = ", ".join(sql_of(value, self._aliases) for value in given.values())
        return self._when("NOT MATCHED", condition, f"INSERT ({names}) VALUES ({texts})")

    def whenNotMatchedInsertAll(self, condition: Any = None) -> DeltaMergeBuilder:
        """Insert a row of the source that matches none."""
        return self._when("NOT MATCHED", condition, "INSERT *")

    def whenNotMatchedBySourceUpdate(
        self, condition: Any = None, set: Mapping[Any, Any] | None = None
    ) -> DeltaMergeBuilder:
        """Set columns of a row of the target that no row of the source matches."""
        return self._update("NOT MATCHED BY SOURCE", condition, set)

    def whenNotMatchedBySourceDelete(self, condition: Any = None) -> DeltaMergeBuilder:
        """Delete a row of the target that no row of the source matches."""
        return self._when("NOT MATCHED BY SOURCE", condition, "DELETE")

    def withSchemaEvolution(self) -> DeltaMergeBuilder:
        """Let the target have columns that only the source has."""
        self._evolves = "WITH SCHEMA EVOLUTION "
        return self

    def execute(self) -> Any:
        """Merge; the numbers of rows as a DataFrame. Raises AeroTwinError without a clause."""
        if not self._clauses:
            raise AeroTwinError("A merge needs a clause, such as whenMatchedUpdateAll().")
        self._source.createOrReplaceTempView(self._view)
        try:
            using = f"USING {self._named} ON {self._condition}"
            merge = f"MERGE {self._evolves}INTO {self._target} {using} {' '.join(self._clauses)}"
            return self._spark.sql(merge)
        finally:
            self._spark.catalog.dropTempView(self._view)

    def _update(self, when: str, condition: Any, set: Mapping[Any, Any] | None) -> DeltaMergeBuilder:
        given = _needed(set, "an update", "set")
        pairs = (f"{name_of(name)} = {sql_of(value, self._aliases)}" for name, value in given.items())
        return self._when(when, condition, f"UPDATE SET {', '.join(pairs)}")

    def _when(self, when: str, condition: Any, then: str) -> DeltaMergeBuilder:
        also = "" if condition is None else f" AND {sql_of(condition, self._aliases)}"
        self._clauses.append(f"WHEN {when}{also} THEN {then}")
        return self


def _needed(values: Mapping[Any, Any] | None, clause: str, name: str) -> Mapping[Any, Any]:
    if not values:
        raise AeroTwinError(f"{clause} needs `{name}`: columns with their values.")
    return values


def _alias_of(source: Any) -> str | None:
    return getattr(getattr(source, "_plan", None), "_alias", None)


def _plans(source: Any) -> set[int]:
    """The ids of the plans that a DataFrame is made of."""
    found: set[int] = set()
    pending = [getattr(source, "_plan", None)]
    while pending:
        plan = pending.pop()
        if plan is not None and plan._plan_id not in found:
            found.add(plan._plan_id)
            pending += [getattr(plan, name, None) for name in ("_child", "left", "right", "_left", "_right")]
    return found
