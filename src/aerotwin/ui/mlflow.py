"""Whether the MLflow UI that pages link to is there."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

WAIT_SECONDS = 0.5


def reached(url: str) -> bool:
    """Whether something listens at the URL's host and port."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=WAIT_SECONDS):
            return True
    except OSError:
        return False
