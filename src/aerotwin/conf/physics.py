"""What the simulator needs to know of a component: sensors, wear, failure modes, maintenance."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aerotwin.conf.base import Conf, Fraction, InconsistentKey, Name, Positive, Text
from aerotwin.conf.fleet import Climate


class Sensor(Conf):
    """One measured quantity. Effects are in the sensor's own unit.

    `load_effect` is per unit of relative load around 0.8, `ambient_effect` per degree C around 15 C;
    `direction` says which way degradation moves the value.
    """

    name: Name
    unit: Text
    description: Text
    nominal: float
    noise: Annotated[float, Field(ge=0)]
    valid_range: tuple[float, float]
    resolution: Positive
    load_effect: float = 0.0
    ambient_effect: float = 0.0
    drift_per_year: float = 0.0
    missing_rate: Fraction = 0.0
    direction: Literal["up", "down", "none"] = "none"

    @model_validator(mode="after")
    def _check(self) -> Self:
        low, high = self.valid_range
        if low >= high:
            raise InconsistentKey(("valid_range",), "the first number must be below the second")
        if not low <= self.nominal <= high:
            raise InconsistentKey(("nominal",), f"must lie within valid_range, {low:g} to {high:g}")
        return self


class FailureMode(Conf):
    """One way to fail.

    `effects` gives each sensor's shift at wear 1, in its unit; it grows as wear to the power `shape`.
    """

    name: Name
    description: Text
    category: Text
    share: Annotated[float, Field(gt=0, le=1)]
    effects: Annotated[dict[str, float], Field(min_length=1)]
    shape: Positive = 2.0
    recommended_action: Text


class Wear(Conf):
    """How the latent wear grows; a component at wear 1 has failed with probability one half.

    The cumulative hazard is ln 2 * wear ** shape, so at a steady rate life is Weibull distributed with
    this shape and a median of `median_life_cycles` flights. `spread` is the lognormal sigma of the rate
    between aircraft and between lives; `load_exponent` raises the relative load of each flight.
    """

    median_life_cycles: Positive
    shape: Annotated[float, Field(ge=1)]
    spread: Annotated[float, Field(ge=0, le=2)]
    load_exponent: Annotated[float, Field(ge=0, le=6)] = 1.0
    environment: dict[Climate, Positive] = Field(default_factory=dict)


class Maintenance(Conf):
    """The schedule, and how much wear each kind of maintenance takes away."""

    interval_days: Annotated[int, Field(ge=1)]
    restores: tuple[Fraction, Annotated[float, Field(ge=0, le=1)]]
    imperfect_rate: Fraction = 0.0
    repair_restores: Fraction = 1.0
