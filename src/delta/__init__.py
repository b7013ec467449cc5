"""Delta Lake's Python API where Spark is reached by Connect; see aerotwin.runtime.delta."""

from delta.tables import DeltaTable

__all__ = ["DeltaTable", "configure_spark_with_delta_pip"]


def configure_spark_with_delta_pip(spark_session_builder, extra_packages=None):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """The builder as it is: the server has Delta Lake."""
    return spark_session_builder
