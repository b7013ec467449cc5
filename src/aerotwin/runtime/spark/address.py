"""Spark Connect's connection strings and clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql.connect.client import SparkConnectClient

LOCAL_RETRIES = 4


def address(environment: Mapping[str, str]) -> str:
    """SPARK_REMOTE with the token and the session that the environment names.

    The session's identifier lets who started a task interrupt its Spark operations.
    """
    remote = environment["SPARK_REMOTE"]
    extra = {
        "token": environment.get("SPARK_CONNECT_AUTHENTICATE_TOKEN"),
        "session_id": environment.get("AEROTWIN_SPARK_SESSION"),
    }
    parts = [f"{key}={value}" for key, value in extra.items() if value and f"{key}=" not in remote]
    if not parts:
        return remote
    return ";".join([remote if "/;" in remote else f"{remote}/", *parts])


def be_impatient(client: SparkConnectClient, url: str) -> None:
    """Have a client of a server on this machine give up after about four seconds, not Spark's ten minutes.

    A local server answers or is gone; waiting would only hang every process that outlives it, at its exit.
    """
    if not url.startswith("sc://localhost"):
        return
    from pyspark.sql.connect.client.retries import DefaultPolicy

    client.set_retry_policies([DefaultPolicy(max_retries=LOCAL_RETRIES)])
