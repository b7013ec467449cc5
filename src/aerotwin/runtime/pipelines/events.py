"""What the events of an update tell of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.kernels.errors import raised_in_worker, short_cause

_CAUSES = re.compile(r"^\s*(?:Error|Caused by)\s*:\s*(.+)$", re.MULTILINE)
_BRACKETED = re.compile(
    r"^(?:\s*(?:Error|Caused by)\s*:\s*)?(?:\(?[a-z][\w$]*\.[\w.$]+(?:: |\) ))?(\[[A-Z][A-Z_.0-9]+\] .+)$",
    re.MULTILINE,
)
_IN_WORKER = "[PYTHON_EXCEPTION]"
RAISED = "[USER_RAISED_EXCEPTION] "
_CLASS = re.compile(r"^(?:[a-z][\w$]*\.)+([A-Z]\w*)\s*:\s*")


class PipelineError(AeroTwinError):
    """A flow failed, or a source file could not be loaded (then `flow` names file and line)."""

    def __init__(self, flow: str, message: str) -> None:
        self.flow = flow
        self.message = message
        told = not flow or message.startswith(f"{flow}:")
        super().__init__(message if told else f"{flow}: {message}")


@dataclass
class Progress:
    """The flows of an update and how far each is; fed event by event."""

    states: dict[str, str] = field(default_factory=dict)

    def feed(self, event: Mapping[str, Any]) -> None:
        """Take one event of the log into account."""
        if event["event_type"] == "flow_progress":
            flow, details = event["origin"]["flow_name"], event["details"]["flow_progress"]
            self.states[flow] = str(details["status"]).lower()

    @property
    def done(self) -> int:
        """How many flows have completed."""
        return sum(state == "completed" for state in self.states.values())

    @property
    def total(self) -> int:
        """How many flows the run has."""
        return len(self.states)


def cause(message: str, kind: str = "") -> str:
    """The innermost cause that an error's message carries, in one line; `kind` is the error's class."""
    # Spark prints its own errors, outermost first, as lines that begin with the error class in brackets.
    bracketed = _BRACKETED.findall(message)
    causes = _CAUSES.findall(message)
    if bracketed:
        innermost = str(bracketed[-1]).strip().removeprefix(RAISED)
        if innermost.startswith(_IN_WORKER):
            return raised_in_worker(message) or innermost
        return innermost
    if not causes:
        return short_cause(kind, message) if kind else message.strip().splitlines()[0]
    match = _CLASS.match(causes[-1])
    return short_cause(match.group(1), causes[-1][match.end() :]) if match else str(causes[-1]).strip()
