"""What the web application serves: one lakehouse and the bundle beside it."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from pathlib import Path

from aerotwin.runtime.home import Home


@dataclass(frozen=True)
class Site:
    """A lakehouse, the bundle's directory and target, and the tables that the target's variables name.

    `port` is where it is reached on the loopback address; `landing` is the landing folder as the bundle
    writes it, "" if it names none; `who` is offered as the name of the person who acts.
    """

    home: Home
    bundle_root: Path
    target: str = ""
    bundle_name: str = ""
    catalog: str | None = None
    schema: str | None = None
    landing: str = ""
    port: int = 8050
    mlflow_url: str = "http://127.0.0.1:5000"
    who: str = field(default_factory=getpass.getuser)

    @property
    def fleet(self) -> bool:
        """Whether the bundle configures a fleet: only then are there alerts to show."""
        return (self.bundle_root / "conf" / "fleet.yml").is_file()

    @property
    def hosts(self) -> frozenset[str]:
        """The values of a Host header that mean this application."""
        names = ("127.0.0.1", "localhost")
        bare = names if self.port == 80 else ()
        return frozenset([*(f"{name}:{self.port}" for name in names), *bare])
