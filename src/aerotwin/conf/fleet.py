"""The fleet and its calendar: conf/fleet.yml."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aerotwin.conf.base import Conf, Fraction, InconsistentKey, Text

Climate = Literal["temperate", "maritime", "cold", "desert", "tropical"]


class Base(Conf):
    """A home base; the daily mean outside temperature is `mean_c` +- `seasonal_c` over the year."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    climate: Climate
    mean_c: Annotated[float, Field(ge=-40, le=45)]
    seasonal_c: Annotated[float, Field(ge=0, le=40)]


class Fleet(Conf):
    """Aircraft, calendar, seed, the horizon of predictions that set none, and how long an alert replays."""

    name: Text = "default"
    aircraft: Annotated[int, Field(ge=1, le=100_000)] = 25
    first_day: date = date(2023, 1, 1)
    days: Annotated[int, Field(ge=1, le=36_500)] = 730
    flights_per_day: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=8)]] = (4, 6)
    seed: Annotated[int, Field(ge=0)] = 20230101
    horizon_days: Annotated[int, Field(ge=1)] = 30
    trace_days: Annotated[int, Field(ge=1, le=3650)] = 90
    malformed_rate: Fraction = 0.003
    outlier_rate: Fraction = 0.001
    types: Annotated[list[Text], Field(min_length=1)]
    operators: Annotated[list[Text], Field(min_length=1)]
    bases: Annotated[list[Base], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.flights_per_day[0] > self.flights_per_day[1]:
            raise InconsistentKey(("flights_per_day",), "the first number must not exceed the second")
        return self
