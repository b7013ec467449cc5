"""End the Spark operations of a task that was killed: its server does not notice by itself."""

from __future__ import annotations

import warnings


def interrupt(environment: dict[str, str]) -> None:
    """Interrupt what runs in the session AEROTWIN_SPARK_SESSION of the server that SPARK_REMOTE names.

    Does nothing without these. A server that is gone has nothing to interrupt.
    """
    if "SPARK_REMOTE" not in environment or "AEROTWIN_SPARK_SESSION" not in environment:
        return
    import grpc  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.client import SparkConnectClient

    from aerotwin.runtime.spark.address import address, be_impatient

    url = address(environment)
    client = SparkConnectClient(url)
    be_impatient(client, url)
    try:
        # That it tried several times is of no use to who reads what the run prints.
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            client.interrupt_all()
            client.release_session()
    except (PySparkException, grpc.RpcError):
        return
    finally:
        client.close()
