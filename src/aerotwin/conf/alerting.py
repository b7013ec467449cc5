"""When a failure probability becomes an alert."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aerotwin.conf.base import Conf, InconsistentKey, Text

Severity = Literal["CRITICAL", "HIGH", "MEDIUM", "LOW"]
SEVERITIES: tuple[Severity, ...] = ("CRITICAL", "HIGH", "MEDIUM", "LOW")


class Level(Conf):
    """A severity and the failure probability from which it applies."""

    severity: Severity
    probability: Annotated[float, Field(gt=0, le=1)]


class Persistence(Conf):
    """An alert opens when at least `flights` of the last `of` flights reach the lowest level."""

    flights: Annotated[int, Field(ge=1)] = 3
    of: Annotated[int, Field(ge=1)] = 5

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.flights > self.of:
            raise InconsistentKey(("flights",), f"must not exceed 'of', {self.of}")
        return self


class Clear(Conf):
    """An alert closes by itself after `flights` flights in a row below `share` of the raise threshold."""

    share: Annotated[float, Field(gt=0, le=1)] = 0.7
    flights: Annotated[int, Field(ge=1)] = 8


class Alerts(Conf):
    """Levels from the most severe down, when an alert opens and closes, and its words.

    The raise threshold is chosen in training for `false_alerts_per_1000_flights`, never below the lowest
    level; `raise_probability` fixes it instead.
    """

    levels: Annotated[list[Level], Field(min_length=1)]
    persistence: Persistence = Persistence()
    false_alerts_per_1000_flights: Annotated[float, Field(ge=0, le=1000)] = 1.0
    raise_probability: Annotated[float, Field(gt=0, le=1)] | None = None
    clear: Clear = Clear()
    close_on_maintenance: bool = True
    category: Text
    action: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        for index in range(1, len(self.levels)):
            above, level = self.levels[index - 1], self.levels[index]
            if SEVERITIES.index(level.severity) <= SEVERITIES.index(above.severity):
                order = ", ".join(SEVERITIES)
                raise InconsistentKey(
                    ("levels", index, "severity"), f"each severity once, in the order {order}"
                )
            if level.probability >= above.probability:
                limit = f"must be below {above.probability:g}, the {above.severity} level"
                raise InconsistentKey(("levels", index, "probability"), limit)
        lowest = self.levels[-1]
        if self.raise_probability is not None and self.raise_probability < lowest.probability:
            limit = (
                f"must be {lowest.probability:g} or more, where the lowest level, {lowest.severity}, starts"
            )
            raise InconsistentKey(("raise_probability",), limit)
        return self
