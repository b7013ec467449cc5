"""What made a run start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Trigger:
    """`type` is `onetime`, `periodic`, `run_job_task` or `file_arrival`, as `{{job.trigger.type}}` has it.

    `due` is when a schedule was due, in seconds since the epoch; `location` is where files arrived.
    """

    type: str = "onetime"
    due: float | None = None
    location: str = ""

    def time(self, started: datetime) -> datetime:
        """`{{job.trigger.time}}` in UTC: when the run was due, for one without a schedule its start."""
        return started if self.due is None else datetime.fromtimestamp(self.due, UTC)
