"""Expectations as columns: which rows pass, which are dropped, which fail the update."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aerotwin.runtime.pipelines.model import Action, Expectation
from aerotwin.runtime.statements import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ROWS = "rows"
DROPPED = "dropped"
VIOLATION = "[EXPECTATION_VIOLATION]"
SUBQUERY = re.compile(r"\(\s*(?:SELECT|WITH)\b", re.IGNORECASE)


def apply(rows: DataFrame, expectations: Sequence[Expectation], metrics: str, title: str) -> DataFrame:
    """The rows that may pass, counted on the way under the observation `metrics`.

    Rows that violate an expectation with DROP are left out. One that violates an expectation with FAIL raises
    in Spark, with the names of the violated ones and the row.
    """
    from pyspark.sql import functions as F

    if not expectations:
        return rows
    # Spark allows a subquery among a query's columns, but in no observation: such a condition becomes one.
    looked_up = [one for one in expectations if SUBQUERY.search(one.condition)]
    columns = [quoted(name) for name in rows.columns] if looked_up else ["*"]
    rows = rows.select("*", *(_condition(one).alias(_flag(one)) for one in looked_up)) if looked_up else rows
    passes = [F.count_if(_holds(one)).alias(f"p{number}") for number, one in enumerate(expectations)]
    dropping = [one for one in expectations if one.action is Action.DROP]
    kept = F.lit(True)
    for one in dropping:
        kept = kept & _holds(one)
    dropped = F.count_if(~kept).alias(DROPPED)
    rows = rows.observe(metrics, F.count(F.lit(1)).alias(ROWS), dropped, *passes)
    failing = [one for one in expectations if one.action is Action.FAIL]
    if failing:
        violated = F.concat_ws(", ", *(F.when(~_holds(one), F.lit(f"'{one.name}'")) for one in failing))
        said = F.concat(
            F.lit(f"{VIOLATION} Flow '{title}' failed to meet the expectation. Violated expectations: "),
            violated,
            F.lit(". Output record: "),
            F.to_json(F.struct(*columns)),
        )
        all_hold = F.lit(True)
        for one in failing:
            all_hold = all_hold & _holds(one)
        rows = rows.where(F.when(all_hold, F.lit(True)).otherwise(F.raise_error(said).cast("boolean")))
    rows = rows.where(kept) if dropping else rows
    return rows.drop(*map(_flag, looked_up)) if looked_up else rows


def _holds(one: Expectation) -> Any:
    from pyspark.sql import functions as F

    return F.col(_flag(one)) if SUBQUERY.search(one.condition) else _condition(one)


def _condition(one: Expectation) -> Any:
    from pyspark.sql import functions as F

    # A condition that is NULL does not hold: it is a violation.
    return F.coalesce(F.expr(one.condition), F.lit(False))


def _flag(one: Expectation) -> str:
    """The name of the column that says for each row whether the expectation holds."""
    return f"__expectation_{zlib.crc32(one.name.encode())}"


def counts(
    expectations: Sequence[Expectation], dataset: str, observed: Mapping[str, int]
) -> list[dict[str, Any]]:
    """An observation's counts as the event log has them: one entry an expectation."""
    return [
        {
            "name": one.name,
            "dataset": dataset,
            "passed_records": observed[f"p{number}"],
            "failed_records": observed[ROWS] - observed[f"p{number}"],
        }
        for number, one in enumerate(expectations)
    ]
