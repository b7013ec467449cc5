"""When a job's schedule or trigger is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import VOLUMES, Home
from aerotwin.runtime.jobs.trigger import Trigger
from aerotwin.runtime.quartz import Cron

UNITS = {"HOURS": 3600.0, "DAYS": 86400.0, "WEEKS": 604800.0}
LOOK_SECONDS = 1.0
UNSERVED = ("table_update", "model")


class Timer(Protocol):
    """Tells when a run is due. Times are seconds since the epoch."""

    def due(self, now: float) -> Trigger | None:
        """The trigger of a run that is due, once."""

    def look(self, now: float) -> float | None:
        """When to ask again, None if never."""

    def describe(self) -> str:
        """What it waits for, for people."""


@dataclass
class CronTimer:
    """A Quartz schedule. What was due while nobody asked is due once."""

    cron: Cron
    now: float

    def __post_init__(self) -> None:
        self.at = self._next(self.now)

    def _next(self, now: float) -> float | None:
        found = self.cron.after(datetime.fromtimestamp(now, UTC))
        return found.timestamp() if found else None

    def due(self, now: float) -> Trigger | None:
        """The trigger of a run that is due, once."""
        if self.at is None or now < self.at:
            return None
        trigger = Trigger("periodic", self.at)
        self.at = self._next(now)
        return trigger

    def look(self, _now: float) -> float | None:
        """When it is due next."""
        return self.at

    def describe(self) -> str:
        """The expression and the next time."""
        if self.at is None:
            return f'"{self.cron.expression}", never due again'
        local = datetime.fromtimestamp(self.at, self.cron.zone)
        return f'"{self.cron.expression}", next {local:%Y-%m-%d %H:%M:%S} {self.cron.zone.key}'


@dataclass
class PeriodicTimer:
    """Due every `seconds`, first that long after `now`."""

    seconds: float
    now: float

    def __post_init__(self) -> None:
        self.at = self.now + self.seconds

    def due(self, now: float) -> Trigger | None:
        """The trigger of a run that is due, once."""
        if now < self.at:
            return None
        trigger = Trigger("periodic", self.at)
        self.at += self.seconds * ((now - self.at) // self.seconds + 1)
        return trigger

    def look(self, _now: float) -> float | None:
        """When it is due next."""
        return self.at

    def describe(self) -> str:
        """The interval."""
        return f"every {self.seconds / 3600:g} hours"


@dataclass
class FileArrivalTimer:
    """Due when a file with a new name has come below `directory`; those there at first do not count.

    At most one run in `min_between` seconds, and none until `wait_after` seconds passed without a new file.
    """

    directory: Path
    url: str
    min_between: float = 0.0
    wait_after: float = 0.0
    seen: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    changed: float = 0.0
    fired: float = float("-inf")

    def __post_init__(self) -> None:
        self.seen = self._files()

    def _files(self) -> set[str]:
        return {str(path) for path in self.directory.rglob("*") if path.is_file()}

    def due(self, now: float) -> Trigger | None:
        """The trigger of a run that is due, once."""
        come = self._files() - self.seen - self.new
        if come:
            self.new |= come
            self.changed = now
        if not self.new or now - self.changed < self.wait_after or now - self.fired < self.min_between:
            return None
        self.seen |= self.new
        self.new = set()
        self.fired = now
        return Trigger("file_arrival", location=self.url)

    def look(self, now: float) -> float | None:
        """A moment later."""
        return now + LOOK_SECONDS

    def describe(self) -> str:
        """The place it looks at."""
        return f"files that arrive in {self.url} ({self.directory})"


def timers_of(job: dict[str, Any], home: Home, now: float) -> tuple[list[Timer], list[str]]:
    """The timers of a job's schedule and trigger, and notes on what is paused or not served here.

    Raises AeroTwinError for a bad cron expression, unit or location.
    """
    found: list[Timer] = []
    notes: list[str] = []
    for name in ("schedule", "trigger", "continuous"):
        setting = job.get(name) or {}
        if not setting:
            continue
        if setting.get("pause_status") == "PAUSED":
            notes.append(f"its {name} is paused")
        elif name == "schedule":
            zone = str(setting.get("timezone_id") or "UTC")
            found.append(CronTimer(Cron(str(setting.get("quartz_cron_expression")), zone), now))
        elif name == "trigger":
            found += _triggers(setting, home, now)
            notes += [f"its trigger {kind} is not served locally" for kind in UNSERVED if kind in setting]
        else:
            notes.append("continuous is not served locally")
    return found, notes


def _triggers(setting: dict[str, Any], home: Home, now: float) -> list[Timer]:
    found: list[Timer] = []
    if periodic := setting.get("periodic"):
        unit = str(periodic.get("unit"))
        if unit not in UNITS:
            raise AeroTwinError(f'trigger.periodic.unit is "{unit}"; valid: {", ".join(UNITS)}.')
        if float(periodic.get("interval") or 0) <= 0:
            raise AeroTwinError(
                f"trigger.periodic.interval is {periodic.get('interval')}; it must be above 0."
            )
        found.append(PeriodicTimer(float(periodic["interval"]) * UNITS[unit], now))
    if arrival := setting.get("file_arrival"):
        url = str(arrival.get("url"))
        if not url.startswith(VOLUMES):
            raise AeroTwinError(f"trigger.file_arrival.url {url} is not local; a /Volumes/ path can be.")
        between = float(arrival.get("min_time_between_triggers_seconds") or 0)
        after = float(arrival.get("wait_after_last_change_seconds") or 0)
        found.append(FileArrivalTimer(Path(home.local(url)), url, between, after))
    return found
