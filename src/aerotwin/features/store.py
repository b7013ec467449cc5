"""A small feature store whose calls are those of databricks-feature-engineering.

On Databricks the calls go to the real client. Elsewhere metadata stands in the Delta table `feature_tables`,
because open-source Delta knows no primary keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from aerotwin import notebook
from aerotwin.errors import AeroTwinError
from aerotwin.features import registry
from aerotwin.features.asof import as_of
from aerotwin.features.registry import FeatureTable


@dataclass(frozen=True)
class FeatureLookup:
    """Which features to fetch, and the columns of the asking rows that name and time them."""

    table_name: str
    lookup_key: str | list[str]
    timestamp_lookup_key: str | None = None
    feature_names: list[str] | None = None

    @property
    def keys(self) -> list[str]:
        """The lookup key as a list."""
        return [self.lookup_key] if isinstance(self.lookup_key, str) else list(self.lookup_key)


@dataclass(frozen=True)
class TrainingSet:
    """Asking rows with their features; loaded when asked for."""

    df: DataFrame
    feature_lookups: list[FeatureLookup]
    label: str | None = None
    exclude_columns: list[str] = field(default_factory=list)
    native: Any = None

    def load_df(self) -> DataFrame:
        """The rows with their features, less the excluded columns."""
        if self.native is not None:
            return self.native.load_df()
        joined = self.df
        for lookup in self.feature_lookups:
            joined = _look_up(joined, lookup)
        return joined.drop(*self.exclude_columns)


def _look_up(df: DataFrame, lookup: FeatureLookup) -> DataFrame:
    table = df.sparkSession.table(lookup.table_name)
    keys, time, have = lookup.keys, lookup.timestamp_lookup_key, df.columns
    _refuse_missing(have, [*keys, *([time] if time else [])], "the asking rows lack")
    wanted = lookup.feature_names or [name for name in table.columns if name not in {*have, *keys, time}]
    _refuse_missing(table.columns, wanted, f"{lookup.table_name} lacks")
    if time is None:
        return df.join(table.select(*keys, *wanted), keys, "left")
    return as_of(df, table, keys, time, _time_column(df.sparkSession, lookup), wanted)


def _time_column(spark: SparkSession, lookup: FeatureLookup) -> str:
    names = spark.table(lookup.table_name).columns
    if lookup.timestamp_lookup_key in names:
        return str(lookup.timestamp_lookup_key)
    return registry.read(spark, lookup.table_name).timestamp_keys[0]


def _refuse_missing(have: Sequence[str], wanted: Sequence[str], what: str) -> None:
    missing = [name for name in wanted if name not in have]
    if missing:
        raise AeroTwinError(f"{what} {', '.join(missing)}: choose from {', '.join(have)}")


class FeatureStore:
    """Create feature tables, make training sets and score with the features a model was trained on."""

    def __init__(self, spark: SparkSession):
        self.spark = spark
        self._client: Any = None
        if notebook.on_databricks():
            from databricks.feature_engineering import FeatureEngineeringClient  # type: ignore[import-untyped, import-not-found, unused-ignore]

            self._client = FeatureEngineeringClient()

    def create_table(
        self,
        name: str,
        primary_keys: str | list[str],
        timestamp_keys: str | list[str] | None = None,
        description: str = "",
        tags: dict[str, str] | None = None,
        **more: Any,
    ) -> FeatureTable:
        """Register an existing table as a feature table, or describe it anew.

        `more`: `sources` (tables) and `lineage` (names and run). Raises AeroTwinError when the table or one
        of the key columns does not exist, or a row without a key.
        """
        table = FeatureTable(
            name, _listed(primary_keys), _listed(timestamp_keys), description, tags or {}, **more
        )
        self.register([table])
        return table

    def register(self, tables: Sequence[FeatureTable]) -> None:
        """Register several tables in one write; raises AeroTwinError as create_table does."""
        for table in tables:
            if not self.spark.catalog.tableExists(table.name):
                raise AeroTwinError(f"{table.name} does not exist: run refine_readings, the pipeline, first.")
            keys = [*table.primary_keys, *table.timestamp_keys]
            _refuse_missing(self.spark.table(table.name).columns, keys, f"{table.name} lacks key column")
        registry.write(self.spark, tables)

    def get_table(self, name: str) -> FeatureTable:
        """The metadata of a registered table; raises AeroTwinError if it is unknown."""
        return registry.read(self.spark, name)

    def create_training_set(
        self,
        df: DataFrame,
        feature_lookups: list[FeatureLookup],
        label: str | None,
        exclude_columns: list[str] | None = None,
    ) -> TrainingSet:
        """Rows `df` (keys, times, label) with the features known at their times."""
        native = None
        if self._client is not None:
            native = self._client.create_training_set(
                df=df,
                feature_lookups=[_native(lookup) for lookup in feature_lookups],
                label=label,
                exclude_columns=exclude_columns or [],
            )
        return TrainingSet(df, feature_lookups, label, exclude_columns or [], native)

    def log_model(self, model: Any, name: str, flavor: Any, training_set: TrainingSet, **more: Any) -> Any:
        """Log a model with the lookups it needs, so that score_batch can find its features."""
        if self._client is not None:
            return self._client.log_model(
                model=model, artifact_path=name, flavor=flavor, training_set=training_set.native, **more
            )
        lookups = [asdict(lookup) for lookup in training_set.feature_lookups]
        excluded = [*training_set.exclude_columns, *([training_set.label] if training_set.label else [])]
        metadata = {"feature_lookups": lookups, "not_features": excluded}
        return flavor.log_model(model, name=name, metadata=metadata, **more)

    def score_batch(self, model_uri: str, df: DataFrame, result_type: str = "double") -> DataFrame:
        """`df` (keys and times) with its features and a column `prediction`, from a model of log_model.

        Raises AeroTwinError if the model was logged without lookups.
        """
        if self._client is not None:
            return self._client.score_batch(model_uri=model_uri, df=df, result_type=result_type)
        import mlflow

        metadata = mlflow.models.get_model_info(model_uri).metadata or {}
        if "feature_lookups" not in metadata:
            raise AeroTwinError(f"{model_uri} was logged without feature lookups: log it with log_model.")
        lookups = [FeatureLookup(**lookup) for lookup in metadata["feature_lookups"]]
        rows = TrainingSet(df, lookups).load_df().toPandas()
        model = mlflow.pyfunc.load_model(model_uri)
        signature = model.metadata.signature
        names = signature.inputs.input_names() if signature else []
        asked = {*df.columns, *metadata["not_features"]}
        chosen = rows[names or [name for name in rows if name not in asked]]
        rows["prediction"] = model.predict(chosen).astype(float if result_type == "double" else result_type)
        return self.spark.createDataFrame(rows)


def _listed(names: str | list[str] | None) -> list[str]:
    return [names] if isinstance(names, str) else list(names or [])


def _native(lookup: FeatureLookup) -> Any:
    from databricks.feature_engineering import FeatureLookup as Native  # type: ignore[import-untyped, import-not-found, unused-ignore]

    return Native(**asdict(lookup))
