"""Score alerts again from what was recorded of them: model version and feature row at its Delta version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import mlflow.sklearn
import pandas as pd
from mlflow.exceptions import MlflowException

from aerotwin.alerts import lookup
from aerotwin.errors import AeroTwinError
from aerotwin.models import forest, registry

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TOLERANCE = 1e-9
KEY = ["aircraft_id", "observed_at"]


@dataclass(frozen=True)
class Replayed:
    """The probability recorded for an alert and the one scored now."""

    alert_id: str
    model: str
    feature_table: str
    feature_version: int
    recorded: float
    scored: float

    @property
    def equal(self) -> bool:
        """Whether both agree to TOLERANCE."""
        return abs(self.scored - self.recorded) <= TOLERANCE

    @property
    def text(self) -> str:
        """One line on how it went, with both numbers."""
        gap = abs(self.scored - self.recorded)
        verdict = "the same" if self.equal else f"NOT the same, off by {gap:.3g}"
        return (
            f"replay       {verdict}: recorded {self.recorded!r}, scored {self.scored!r} with {self.model} "
            f"on {self.feature_table} at Delta version {self.feature_version}"
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**vars(self), "equal": self.equal}


def replay(spark: SparkSession, alert_ids: Iterable[str] | None = None) -> list[Replayed]:
    """Score these alerts again (None: all of them), by the recorded model version and feature version.

    Raises AeroTwinError for an unknown id, a broken chain, and when a model or a version of a feature table
    is gone.
    """
    wanted = None if alert_ids is None else list(dict.fromkeys(alert_ids))
    links = _links(spark, wanted)
    found: dict[str, Replayed] = {}
    registry.prepare()
    for _, group in groupby(sorted(links, key=_recorded), _recorded):
        rows = list(group)
        for row, probability in zip(rows, _scored(spark, rows), strict=True):
            found[row["alert_id"]] = Replayed(
                alert_id=row["alert_id"],
                model=f"{row['model_name']} version {row['model_version']}",
                feature_table=row["feature_table"],
                feature_version=row["feature_version"],
                recorded=row["failure_probability"],
                scored=float(probability),
            )
    return [found[name] for name in (wanted if wanted is not None else sorted(found))]


def _links(spark: SparkSession, wanted: list[str] | None) -> list[dict[str, Any]]:
    """The inference of each alert."""
    if wanted is not None:
        subjects = list(
            {one.slug: one for one in (lookup.subject_of(spark, name) for name in wanted)}.values()
        )
    else:
        subjects = lookup.subjects(spark)
    columns = "model_name, model_version, feature_table, feature_version, failure_probability"
    if not subjects:
        return []
    rows: list[dict[str, Any]] = (
        spark.sql(
            " UNION ALL ".join(
                f"SELECT a.alert_id, i.aircraft_id, i.observed_at, {columns.replace('failure', 'i.failure')} "
                f"FROM {one.table('alerts')} a LEFT JOIN {one.table('inferences')} i USING (trace_id)"
                for one in subjects
            )
        )
        .toArrow()
        .to_pylist()
    )
    rows = [row for row in rows if wanted is None or row["alert_id"] in wanted]
    lost = [row["alert_id"] for row in rows if row["model_name"] is None]
    if lost:
        raise AeroTwinError(f"the chain of alert {lost[0]} is broken: its inference is gone")
    return rows


def _recorded(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("model_name", "model_version", "feature_table", "feature_version"))


def _scored(spark: SparkSession, rows: list[dict[str, Any]]) -> list[float]:
    """Probabilities of the feature rows of `rows`, alike in model and feature version, in their order."""
    name, version, table, at = _recorded(rows[0])
    try:
        model = mlflow.sklearn.load_model(f"models:/{name}/{version}")
    except MlflowException as error:
        raise AeroTwinError(f"model {name} version {version} cannot be loaded any more: {error}") from error
    features = feature_rows(spark, table, at, rows)
    matrix = forest.matrix(pd.DataFrame(features), model.feature_names_in_)
    return [float(value) for value in forest.probability(model, matrix)]


def feature_rows(
    spark: SparkSession, table: str, version: int, keys: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows of a feature table at a Delta version, one for each key (aircraft_id, observed_at), in order.

    Raises AeroTwinError when that version is gone or lacks one of the rows.
    """
    names = ", ".join(f"'{name}'" for name in sorted({key["aircraft_id"] for key in keys}))
    times = sorted(key["observed_at"] for key in keys)
    try:
        rows = (
            spark.sql(f"SELECT * FROM {table} VERSION AS OF {version} WHERE aircraft_id IN ({names})")
            .where(f"observed_at BETWEEN TIMESTAMP '{times[0]}' AND TIMESTAMP '{times[-1]}'")
            .toArrow()
            .to_pylist()
        )
    except Exception as error:
        reason = str(error).splitlines()[0][:200]
        raise AeroTwinError(
            f"{table} at Delta version {version} cannot be read any more: retention is trace_days of "
            f"conf/fleet.yml ({reason})"
        ) from error
    found = {(row["aircraft_id"], row["observed_at"]): row for row in rows}
    missing = [key for key in keys if (key["aircraft_id"], key["observed_at"]) not in found]
    if missing:
        raise AeroTwinError(
            f"{table} at Delta version {version} has no row of {missing[0]['aircraft_id']} at "
            f"{missing[0]['observed_at']}"
        )
    return [found[key["aircraft_id"], key["observed_at"]] for key in keys]
