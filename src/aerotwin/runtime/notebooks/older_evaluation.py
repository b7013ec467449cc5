"""Models evaluated as by MLflow 2: against thresholds and a baseline, in one call.

Source: MLflow's guide to the change from `mlflow.evaluate` with `validation_thresholds` to
`mlflow.validate_evaluation_results`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from aerotwin.runtime.notebooks.after_import import after_import

Evaluate = Callable[..., Any]


def install() -> None:
    """Let MLflow take the arguments that it no longer has. Idempotent."""
    after_import("mlflow.models.evaluation.base", _evaluate)
    after_import("mlflow.models.evaluation.validation", _name_greater_is_better)


def _evaluate(module: ModuleType) -> None:
    known: Any = module
    if hasattr(known.evaluate, "original"):
        return
    known.evaluate = against_baseline(known.evaluate)
    # What it is without a baseline; with one, the result has its own.
    known.EvaluationResult.baseline_model_metrics = {}


def against_baseline(evaluate: Evaluate) -> Evaluate:
    """`evaluate` with `validation_thresholds`, `baseline_model` and `custom_metrics` too.

    The baseline is evaluated in a run of its own below the active one, so that its metrics do not take the
    place of the model's. Raises MLflow's ModelValidationFailedException if a threshold is missed.
    """

    @functools.wraps(evaluate)
    def evaluate_and_validate(
        *args: Any,
        validation_thresholds: Mapping[str, Any] | None = None,
        baseline_model: Any = None,
        custom_metrics: Any = None,
        **kwargs: Any,
    ) -> Any:
        import mlflow

        if custom_metrics is not None:
            kwargs.setdefault("extra_metrics", custom_metrics)
        result, baseline = evaluate(*args, **kwargs), None
        if baseline_model is not None:
            others = {name: value for name, value in kwargs.items() if name != "model"}
            with mlflow.start_run(run_name="baseline", nested=mlflow.active_run() is not None):
                baseline = evaluate(baseline_model, *args[1:], **others)
            result.baseline_model_metrics = baseline.metrics
        if validation_thresholds:
            mlflow.validate_evaluation_results(dict(validation_thresholds), result, baseline)
        return result

    evaluate_and_validate.original = evaluate  # type: ignore[attr-defined]
    return evaluate_and_validate


def _name_greater_is_better(module: ModuleType) -> None:
    """A threshold's `greater_is_better` has its first name, `higher_is_better`, too."""
    known: Any = module
    init = known.MetricThreshold.__init__
    if hasattr(init, "__wrapped__"):
        return

    @functools.wraps(init)
    def init_by_either_name(self: Any, *args: Any, **kwargs: Any) -> None:
        if "higher_is_better" in kwargs:
            kwargs["greater_is_better"] = kwargs.pop("higher_is_better")
        init(self, *args, **kwargs)

    known.MetricThreshold.__init__ = init_by_either_name
