"""Which feature tables a run registers, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import SparkSession

from aerotwin.conf import Component, load_aircraft, load_component, load_components
from aerotwin.features.registry import FeatureTable
from aerotwin.features.store import FeatureStore

KEYS, TIMES = ["aircraft_id"], ["observed_at"]


@dataclass(frozen=True)
class Chosen:
    """The components of one pipeline, and whether it sums them up to aircraft."""

    components: list[Component]
    aircraft: bool


def choose(slugs: str) -> Chosen:
    """The components of a comma-separated list; "" means all of aircraft.yml, and the aircraft too.

    Raises ConfError for an unknown slug, naming the valid ones.
    """
    named = [slug.strip() for slug in slugs.split(",") if slug.strip()]
    whole = load_aircraft().components
    components = [load_component(slug) for slug in named] or list(load_components(whole).values())
    return Chosen(components, aircraft={component.slug for component in components} >= set(whole))


def feature_tables(chosen: Chosen, lineage: dict[str, str]) -> list[FeatureTable]:
    """What the store will know of each feature table."""
    tables = [_component_table(component, lineage) for component in chosen.components]
    if chosen.aircraft:
        sources = [*(table.name for table in tables), "maintenance_events", "aircraft"]
        about = "The whole aircraft after each flight"
        tags = {"subject": "aircraft"}
        tables.append(FeatureTable("aircraft_features", KEYS, TIMES, about, tags, sources, lineage))
    return tables


def _component_table(component: Component, lineage: dict[str, str]) -> FeatureTable:
    prefix = "" if component.fleet == "default" else f"{component.fleet}_"
    return FeatureTable(
        name=f"{component.slug}_features",
        primary_keys=KEYS,
        timestamp_keys=TIMES,
        description=f"Features of {component.slug} after each flight",
        tags={"subject": component.slug, "ata_chapter": component.ata_chapter},
        sources=[f"{component.slug}_silver", f"{prefix}maintenance_events"],
        lineage=lineage,
    )


def register(spark: SparkSession, chosen: Chosen, lineage: dict[str, str]) -> list[FeatureTable]:
    """Register the feature tables with where they came from; raises AeroTwinError if one is missing."""
    tables = feature_tables(chosen, lineage)
    FeatureStore(spark).register(tables)
    return tables
