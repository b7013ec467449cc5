"""What a pipeline run's event messages say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.kernels.errors import short_cause

_STATE = re.compile(r"^Flow '?([\w.`-]+)'? (?:is|has|was)? ?([A-Z]+)\b")
_UNRESOLVED = re.compile(r"^Failed to resolve flow: '([^']+)'")
_CAUSES = re.compile(r"^\s*(?:Error|Caused by)\s*:\s*(.+)$", re.MULTILINE)
_BRACKETED = re.compile(r"^(?:Error: )?(\[[A-Z][A-Z_.0-9]+\] .+)$", re.MULTILINE)
_CLASS = re.compile(r"^(?:[a-z][\w$]*\.)+([A-Z]\w*)\s*:\s*")


class PipelineError(AeroTwinError):
    """A flow failed, or a source file could not be loaded (then `flow` names file and line)."""

    def __init__(self, flow: str, message: str) -> None:
        self.flow = flow
        self.message = message
        super().__init__(f"{flow}: {message}" if flow else message)


@dataclass
class Progress:
    """The flows of a run and how far each is; fed message by message."""

    states: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def feed(self, message: str) -> None:
        """Take one event's message into account."""
        unresolved = _UNRESOLVED.match(message)
        if unresolved:
            self._failed(unresolved.group(1), message)
            return
        match = _STATE.match(message)
        if match:
            flow, state = short_name(match.group(1)), match.group(2).lower()
            self.states[flow] = state
            if state == "failed":
                self._failed(match.group(1), message)

    def _failed(self, flow: str, message: str) -> None:
        self.states[short_name(flow)] = "failed"
        self.failures[short_name(flow)] = cause(message)

    @property
    def done(self) -> int:
        """How many flows have completed."""
        return sum(state == "completed" for state in self.states.values())

    @property
    def total(self) -> int:
        """How many flows the run has."""
        return len(self.states)


def short_name(flow: str) -> str:
    """The last part of a flow's name, without catalog and schema."""
    return flow.replace("`", "").rsplit(".", 1)[-1]


def cause(message: str) -> str:
    """The innermost cause that a message carries, in one line."""
    # Spark prints its own errors, outermost first, as lines that begin with the error class in brackets.
    bracketed = _BRACKETED.findall(message)
    causes = _CAUSES.findall(message)
    found = bracketed[-1] if bracketed else causes[-1] if causes else message
    match = _CLASS.match(found)
    if match:
        return short_cause(match.group(1), found[match.end() :])
    return found.strip().splitlines()[0]
