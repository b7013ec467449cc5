"""The whole aircraft as one more subject of prediction: conf/aircraft.yml."""

from typing import Annotated, Literal

from pydantic import Field

from aerotwin.conf.alerting import Alerts
from aerotwin.conf.base import Conf, Text
from aerotwin.conf.component import Code, Slug
from aerotwin.conf.learning import Features, Model


class Aircraft(Conf):
    """The aircraft model: which components it sums up, its forest and its alerts."""

    slug: Literal["aircraft"] = "aircraft"
    name: Text
    code: Code = "AC"
    description: Text
    horizon_days: Annotated[int, Field(ge=1)] | None = None
    components: Annotated[list[Slug], Field(min_length=1)]
    features: Features = Features()
    model: Model = Model()
    alerts: Alerts
