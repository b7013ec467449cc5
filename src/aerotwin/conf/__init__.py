"""Typed, validated configuration: what an engineer tunes in conf/."""

from aerotwin.conf.aircraft import Aircraft
from aerotwin.conf.alerting import SEVERITIES, Alerts, Clear, Level, Persistence, Severity
from aerotwin.conf.component import Component
from aerotwin.conf.fleet import Base, Climate, Fleet
from aerotwin.conf.learning import Features, Model, Split
from aerotwin.conf.load import load_aircraft, load_component, load_components, load_fleet, root, slugs
from aerotwin.conf.physics import FailureMode, Maintenance, Sensor, Wear
from aerotwin.conf.rules import READING_COLUMNS, Rule
from aerotwin.conf.source import ConfError

__all__ = [
    "READING_COLUMNS",
    "SEVERITIES",
    "Aircraft",
    "Alerts",
    "Base",
    "Clear",
    "Climate",
    "Component",
    "ConfError",
    "FailureMode",
    "Features",
    "Fleet",
    "Level",
    "Maintenance",
    "Model",
    "Persistence",
    "Rule",
    "Sensor",
    "Severity",
    "Split",
    "Wear",
    "load_aircraft",
    "load_component",
    "load_components",
    "load_fleet",
    "root",
    "slugs",
]
