"""What a model is about: one component, or the whole aircraft, seen through the same few fields."""

from __future__ import annotations

from dataclasses import dataclass

from aerotwin import conf


@dataclass(frozen=True)
class Subject:
    """A slug with everything training, scoring and alerting need to know of it.

    `prefix` stands before the tables shared by all components of a fleet ("" for the default fleet);
    `components` are the slugs whose failures count as this subject's.
    """

    slug: str
    name: str
    code: str
    horizon_days: int
    sensors: tuple[conf.Sensor, ...]
    components: tuple[str, ...]
    prefix: str
    model: conf.Model
    alerts: conf.Alerts
    failure_modes: tuple[conf.FailureMode, ...]

    @property
    def failures_table(self) -> str:
        """Table of this subject's failure events."""
        return f"{self.prefix}component_failures"

    def table(self, kind: str) -> str:
        """Name of one of this subject's own tables, such as `engine_features`."""
        return f"{self.slug}_{kind}"

    @property
    def alert_probability(self) -> float:
        """Failure probability of the lowest alert level: from here on a prediction is 1."""
        return min(level.probability for level in self.alerts.levels)


def load(slug: str) -> Subject:
    """The subject of that slug; raises ConfError naming the valid slugs."""
    fleet = conf.load_fleet()
    if slug == "aircraft":
        aircraft = conf.load_aircraft()
        return Subject(
            slug=slug,
            name=aircraft.name,
            code=aircraft.code,
            horizon_days=aircraft.horizon_days or fleet.horizon_days,
            sensors=(),
            components=tuple(aircraft.components),
            prefix="",
            model=aircraft.model,
            alerts=aircraft.alerts,
            failure_modes=(),
        )
    if slug not in conf.slugs():
        known = ", ".join([*conf.slugs(), "aircraft"])
        raise conf.ConfError(f"unknown component '{slug}': choose one of {known}")
    component = conf.load_component(slug)
    return Subject(
        slug=slug,
        name=component.name,
        code=component.code,
        horizon_days=component.horizon_days or fleet.horizon_days,
        sensors=tuple(component.sensors),
        components=(slug,),
        prefix="" if component.fleet == "default" else f"{component.fleet}_",
        model=component.model,
        alerts=component.alerts,
        failure_modes=tuple(component.failure_modes),
    )
