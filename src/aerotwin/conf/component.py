"""One component: everything conf/components/<slug>.yml may say."""

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from aerotwin.conf.alerting import Alerts
from aerotwin.conf.base import Conf, InconsistentKey, Text, first_repeated
from aerotwin.conf.learning import Features, Model
from aerotwin.conf.physics import FailureMode, Maintenance, Sensor, Wear
from aerotwin.conf.rules import READING_COLUMNS, Rule, unknown_columns

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]


class Component(Conf):
    """A component of the aircraft. Without `wear` it is not simulated: its readings come from elsewhere."""

    slug: Slug
    name: Text
    code: Code
    description: Text
    ata_chapter: Annotated[str, Field(pattern=r"^\d{2}$")]
    fleet: Text = "default"
    horizon_days: Annotated[int, Field(ge=1)] | None = None
    sensors: Annotated[list[Sensor], Field(min_length=1)]
    wear: Wear | None = None
    failure_modes: list[FailureMode] = []
    maintenance: Maintenance | None = None
    quality: list[Rule] = []
    features: Features = Features()
    model: Model = Model()
    alerts: Alerts

    @property
    def sensor_names(self) -> list[str]:
        """Names of the sensors, in the order of the file."""
        return [sensor.name for sensor in self.sensors]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_sensor_names(self.sensor_names)
        _check_failure_modes(self.failure_modes, self.sensor_names)
        _check_rules(self.quality, self.sensor_names)
        if self.wear is not None and not self.failure_modes:
            raise InconsistentKey(("wear",), "a component that wears needs failure_modes")
        if self.wear is not None and self.maintenance is None:
            raise InconsistentKey(("wear",), "a component that wears needs maintenance")
        return self


def _check_sensor_names(names: list[str]) -> None:
    repeated = first_repeated(names)
    if repeated is not None:
        raise InconsistentKey(("sensors", repeated, "name"), "stands twice; each sensor needs its own name")
    for index, name in enumerate(names):
        if name in READING_COLUMNS:
            taken = ", ".join(READING_COLUMNS)
            raise InconsistentKey(("sensors", index, "name"), f"is taken by every reading ({taken})")


def _check_failure_modes(modes: list[FailureMode], sensors: list[str]) -> None:
    repeated = first_repeated([mode.name for mode in modes])
    if repeated is not None:
        raise InconsistentKey(("failure_modes", repeated, "name"), "stands twice; each needs its own name")
    for index, mode in enumerate(modes):
        for sensor in mode.effects:
            if sensor not in sensors:
                message = f"is no sensor of this component; allowed: {', '.join(sensors)}"
                raise InconsistentKey(("failure_modes", index, "effects", sensor), message)
    total = sum(mode.share for mode in modes)
    if modes and not math.isclose(total, 1, abs_tol=1e-6):
        raise InconsistentKey(("failure_modes",), f"the shares must add up to 1, not {total:g}")


def _check_rules(rules: list[Rule], sensors: list[str]) -> None:
    repeated = first_repeated([rule.name for rule in rules])
    if repeated is not None:
        raise InconsistentKey(("quality", repeated, "name"), "stands twice; each rule needs its own name")
    columns = {*sensors, *READING_COLUMNS}
    for index, rule in enumerate(rules):
        unknown = unknown_columns(rule.check, columns)
        if unknown:
            message = f"'{unknown[0]}' is no column; allowed: {', '.join([*READING_COLUMNS, *sensors])}"
            raise InconsistentKey(("quality", index, "check"), message)
