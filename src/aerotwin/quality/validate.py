"""Validate one pandas frame against one suite, and render its Data Docs page; no network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


@dataclass(frozen=True)
class Check:
    """One expectation and whether it holds.

    `failing_share` is the share of the column's values that break it, `tolerated_share` how much of that is
    allowed, both 0 to 1; None for an expectation of the table as a whole.
    """

    table: str
    expectation: str
    column: str
    observed: str
    failing_share: float | None
    tolerated_share: float | None
    passed: bool

    def __str__(self) -> str:
        """One line for people, of a check that does not pass."""
        share = "" if self.failing_share is None else f", {self.failing_share:.2%} of the values fail"
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{where}: {self.expectation} does not hold: observed {self.observed}{share}"


@cache
def _context() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def validate(frame: pd.DataFrame, suite: ExpectationSuite, docs: Path | None = None) -> list[Check]:
    """The expectations of `suite`, named after its table, that `frame` breaks; a page goes to `docs`."""
    return [check for check in checks(frame, suite, docs) if not check.passed]


def checks(frame: pd.DataFrame, suite: ExpectationSuite, docs: Path | None = None) -> list[Check]:
    """Every expectation of `suite`, named after its table, judged on `frame`; a page goes to `docs`."""
    context = _context()
    source = context.data_sources.add_or_update_pandas(suite.name)
    batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
    result = batch.get_batch(batch_parameters={"dataframe": frame}).validate(suite)
    if docs is not None:
        docs.mkdir(parents=True, exist_ok=True)
        (docs / f"{suite.name}.html").write_text(_page(result), encoding="utf-8")
    return [_check(suite.name, one) for one in result.results]


def _check(table: str, one: Any) -> Check:
    settings, result = one.expectation_config, one.result or {}
    kwargs = settings.kwargs
    percent = result.get("unexpected_percent")
    observed = result.get("observed_value")
    if observed is None and one.success:
        observed = ""
    elif observed is None:
        observed = result.get("partial_unexpected_list") or one.exception_info or "nothing"
    column = kwargs.get("column") or ", ".join(kwargs.get("column_list", []))
    limits = {k: v for k, v in kwargs.items() if k in {"min_value", "max_value", "mostly"} and v is not None}
    said = f"{settings.type}({', '.join(f'{k}={v}' for k, v in limits.items())})"
    return Check(
        table=table,
        expectation=said,
        column=column,
        observed=str(observed)[:200],
        failing_share=None if percent is None else percent / 100,
        tolerated_share=None if percent is None else 1 - float(kwargs.get("mostly") or 1),
        passed=bool(one.success),
    )


def _page(result: Any) -> str:
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    renderer = ValidationResultsPageRenderer(run_info_at_end=True)
    return str(DefaultJinjaPageView().render(renderer.render(result)))
