"""What a notebook may do only if who runs it says so."""

from __future__ import annotations

import os

from aerotwin.errors import AeroTwinError


def consent(magic: str, flag: str) -> None:
    """Raise AeroTwinError, naming the flag, unless the job was started with it or the environment says so."""
    variable = "AEROTWIN_" + flag.removeprefix("--").replace("-", "_").upper()
    if os.environ.get(variable, "").lower() not in ("1", "true", "yes"):
        raise AeroTwinError(
            f"{magic} runs only with consent: if you trust this notebook, run the job with {flag}, or set "
            f"{variable}=1."
        )
