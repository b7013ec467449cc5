"""The columns of every table of the pipeline: name, SQL type, and a comment with the unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyspark.sql.types import (
    ArrayType,
    DataType,
    DoubleType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from aerotwin.conf import Component, Sensor

_TYPES: dict[str, DataType] = {
    "string": StringType(),
    "double": DoubleType(),
    "bigint": LongType(),
    "timestamp": TimestampType(),
}


@dataclass(frozen=True)
class Column:
    """One column as DDL knows it."""

    name: str
    type: str
    comment: str

    @property
    def ddl(self) -> str:
        """Name, type and comment as in CREATE TABLE."""
        return f"`{self.name}` {self.type} COMMENT '{_quoted(self.comment)}'"


def ddl(columns: Iterable[Column]) -> str:
    """The schema of a table as DDL with comments."""
    return ", ".join(column.ddl for column in columns)


def struct_array(columns: Iterable[Column]) -> ArrayType:
    """The type of an array of such rows."""
    return ArrayType(StructType([StructField(column.name, _TYPES[column.type]) for column in columns]))


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


AIRCRAFT_ID = Column("aircraft_id", "string", "Aircraft, for example AT-007")
OBSERVED_AT = Column("observed_at", "timestamp", "End of the flight (UTC)")
CYCLE = Column("cycle", "bigint", "Flight number of the aircraft, from 1 (flights)")
SOURCE_FILE = Column("source_file", "string", "Landed file, relative to the landing folder")
INGESTED_AT = Column("ingested_at", "timestamp", "When the row was read from its file (UTC)")
CORRUPT = Column("corrupt_record", "string", "Text that could not be read, empty for an empty file")
FAILED_RULES = Column("failed_rules", "array<string>", "Names of the quality rules that the row breaks")
HEALTH_INDEX = Column("health_index", "double", "Health from 0 (worn out) to 100 (as new) (percent)")
WORST_SENSOR = Column("worst_sensor", "string", "Sensor that stands furthest towards wear")
CONTEXT = [
    Column("phase_load", "double", "Relative load of the flight, 0.8 is normal (ratio)"),
    Column("ambient_c", "double", "Outside air temperature (degC)"),
]


def sensor_columns(sensors: list[Sensor]) -> list[Column]:
    """One double column a sensor."""
    return [Column(s.name, "double", f"{s.description} ({s.unit})") for s in sensors]


def landed(component: Component) -> list[Column]:
    """What a line of a readings file holds."""
    return [AIRCRAFT_ID, CYCLE, OBSERVED_AT, *CONTEXT, *sensor_columns(component.sensors)]


def silver(component: Component) -> list[Column]:
    """`<c>_silver`."""
    return [*landed(component), SOURCE_FILE, INGESTED_AT]


def bronze(component: Component) -> list[Column]:
    """`<c>_bronze`."""
    return [*landed(component), CORRUPT, SOURCE_FILE, INGESTED_AT]


def quarantine(component: Component) -> list[Column]:
    """`<c>_quarantine`."""
    return [*bronze(component), FAILED_RULES]


def _window_columns(sensor: Sensor, days: int) -> list[Column]:
    name, unit = f"{sensor.name}_{{}}_{days}d", sensor.unit
    return [
        Column(name.format("mean"), "double", f"Mean of {sensor.name} over the last {days} days ({unit})"),
        Column(
            name.format("std"), "double", f"Deviation of {sensor.name} over the last {days} days ({unit})"
        ),
        Column(name.format("slope"), "double", f"Trend of {sensor.name} over {days} days ({unit} per day)"),
    ]


def computed(component: Component) -> list[Column]:
    """`<c>_features` without aircraft_id: what one aircraft's history is turned into."""
    windows = component.features.windows_days
    short = min(windows)
    sigma = component.features.anomaly_sigma
    rolled = [c for days in windows for sensor in component.sensors for c in _window_columns(sensor, days)]
    return [
        OBSERVED_AT,
        CYCLE,
        *sensor_columns(component.sensors),
        *rolled,
        Column("days_since_maintenance", "double", "Days since the last maintenance of the component (days)"),
        Column("cycles_since_maintenance", "double", "Flights since the last maintenance (flights)"),
        Column(f"flights_{short}d", "double", f"Readings in the last {short} days (flights)"),
        Column(f"missing_{short}d", "double", f"Share of sensor values missing in {short} days (ratio)"),
        Column(f"anomalies_{short}d", "double", f"Values beyond {sigma:g} sigma in {short} days (count)"),
        HEALTH_INDEX,
        WORST_SENSOR,
        SOURCE_FILE,
    ]


def features(component: Component) -> list[Column]:
    """`<c>_features`."""
    return [AIRCRAFT_ID, *computed(component)]


STATUS = Column("status", "string", "NOMINAL, WARNING or CRITICAL, from the health index")
HEALTH = [AIRCRAFT_ID, OBSERVED_AT, CYCLE, HEALTH_INDEX, STATUS, WORST_SENSOR]


def summed_up(components: list[str]) -> list[Column]:
    """`aircraft_features` without aircraft_id."""
    per_component = [
        column
        for slug in components
        for column in (
            Column(f"{slug}_health_index", "double", f"Last known health of {slug}, 0 to 100 (percent)"),
            Column(f"{slug}_anomalies", "double", f"Recent anomalous values of {slug} (count)"),
        )
    ]
    return [
        OBSERVED_AT,
        CYCLE,
        *per_component,
        Column("worst_health_index", "double", "Lowest health of the components, 0 to 100 (percent)"),
        Column("mean_health_index", "double", "Mean health of the components, 0 to 100 (percent)"),
        Column("worst_component", "string", "Component with the lowest health"),
        Column("days_since_maintenance", "double", "Days since any maintenance of the aircraft (days)"),
        Column("age_days", "double", "Days since the aircraft entered service (days)"),
        Column("total_cycles", "bigint", "Flights of the aircraft so far (flights)"),
    ]


AIRCRAFT = [
    AIRCRAFT_ID,
    *(Column(n, "string", c) for n, c in [("type", "Aircraft type"), ("msn", "Manufacturer serial number")]),
    *(
        Column(n, "string", c)
        for n, c in [("operator", "Operating airline"), ("base", "Home base, IATA code")]
    ),
    Column("climate", "string", "Climate of the home base"),
    Column("entered_service", "date", "First day in service (date)"),
]
EVENT = [
    Column("event_id", "string", "Identifier of the event"),
    AIRCRAFT_ID,
    Column("component", "string", "Component the event is about"),
    Column("occurred_at", "timestamp", "When it happened (UTC)"),
    Column("cycle", "bigint", "Flights of the aircraft so far (flights)"),
]
MAINTENANCE = [*EVENT, Column("kind", "string", "scheduled or repair")]
FAILURES = [*EVENT, Column("failure_mode", "string", "Failure mode, as in the component's configuration")]
LANDED_EVENT = [
    EVENT[0],
    Column("event", "string", "failure or maintenance"),
    *EVENT[1:],
    MAINTENANCE[-1],
    FAILURES[-1],
]
EVENTS_BRONZE = [*LANDED_EVENT, CORRUPT, SOURCE_FILE, INGESTED_AT]
EVENTS_QUARANTINE = [*EVENTS_BRONZE, FAILED_RULES]
