"""Great Expectations suites from the configuration: what must hold of silver and of features."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aerotwin.conf import Component

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

STATE_COLUMNS = ["days_since_maintenance", "cycles_since_maintenance", "health_index"]


def silver_columns(component: Component) -> list[str]:
    """The columns that the silver suite looks at."""
    return ["aircraft_id", "cycle", "observed_at", *component.sensor_names]


def silver_suite(component: Component) -> ExpectationSuite:
    """Keys present and unique, every sensor within its range and present often enough."""
    from great_expectations import ExpectationSuite
    from great_expectations import expectations as gxe

    present = 1 - component.features.max_missing
    expectations = [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        *(gxe.ExpectColumnValuesToNotBeNull(column=key) for key in ("aircraft_id", "cycle", "observed_at")),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["aircraft_id", "cycle"]),
        gxe.ExpectColumnValuesToBeBetween(column="cycle", min_value=1),
    ]
    for sensor in component.sensors:
        low, high = sensor.valid_range
        expectations += [
            gxe.ExpectColumnValuesToBeBetween(column=sensor.name, min_value=low, max_value=high),
            gxe.ExpectColumnValuesToNotBeNull(column=sensor.name, mostly=present),
        ]
    return ExpectationSuite(name=f"{component.slug}_silver", expectations=expectations)


def features_columns(component: Component) -> list[str]:
    """The columns that the features suite looks at."""
    short = min(component.features.windows_days)
    counted = [f"{kind}_{short}d" for kind in ("flights", "missing", "anomalies")]
    return ["aircraft_id", "observed_at", "cycle", *STATE_COLUMNS, *counted]


def features_suite(component: Component, readings: int) -> ExpectationSuite:
    """Keys unique, no more rows than `readings` of silver, counts and health within their bounds."""
    from great_expectations import ExpectationSuite
    from great_expectations import expectations as gxe

    short = min(component.features.windows_days)
    bounds: dict[str, tuple[float, float | None]] = {
        "health_index": (0, 100),
        "days_since_maintenance": (0, None),
        "cycles_since_maintenance": (0, None),
        f"flights_{short}d": (1, None),
        f"missing_{short}d": (0, component.features.max_missing),
        f"anomalies_{short}d": (0, None),
    }
    mostly = {f"missing_{short}d": 0.99}
    expectations = [
        gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=readings),
        *(gxe.ExpectColumnValuesToNotBeNull(column=key) for key in ("aircraft_id", "observed_at", "cycle")),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["aircraft_id", "observed_at"]),
        gxe.ExpectColumnValuesToNotBeNull(column="health_index", mostly=0.99),
        *(
            gxe.ExpectColumnValuesToBeBetween(
                column=name, min_value=low, max_value=high, mostly=mostly.get(name, 1.0)
            )
            for name, (low, high) in bounds.items()
        ),
    ]
    return ExpectationSuite(name=f"{component.slug}_features", expectations=expectations)


def aircraft_suite() -> ExpectationSuite:
    """Keys of aircraft_features unique, health within bounds."""
    from great_expectations import ExpectationSuite
    from great_expectations import expectations as gxe

    expectations = [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        *(gxe.ExpectColumnValuesToNotBeNull(column=key) for key in ("aircraft_id", "observed_at", "cycle")),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["aircraft_id", "observed_at"]),
        gxe.ExpectColumnValuesToBeBetween(column="worst_health_index", min_value=0, max_value=100),
        gxe.ExpectColumnValuesToBeBetween(column="mean_health_index", min_value=0, max_value=100),
    ]
    return ExpectationSuite(name="aircraft_features", expectations=expectations)


AIRCRAFT_COLUMNS = ["aircraft_id", "observed_at", "cycle", "worst_health_index", "mean_health_index"]
