"""Spark Connect's connection strings."""

from __future__ import annotations

from collections.abc import Mapping


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
