"""Where the configuration stands, and its loaders."""

import os
from collections.abc import Iterable
from pathlib import Path

from aerotwin.conf.aircraft import Aircraft
from aerotwin.conf.component import Component
from aerotwin.conf.explain import parse
from aerotwin.conf.fleet import Fleet
from aerotwin.conf.source import ConfError, read


def root() -> Path:
    """The conf folder: AEROTWIN_CONF, else that of the bundle around here; ConfError when there is none."""
    named = os.environ.get("AEROTWIN_CONF")
    if named:
        if not (Path(named) / "fleet.yml").is_file():
            raise ConfError(f"AEROTWIN_CONF: {named} holds no fleet.yml: name the bundle's conf folder")
        return Path(named)
    bundle = os.environ.get("AEROTWIN_BUNDLE_ROOT")
    starts = [Path(bundle)] if bundle else []
    for start in [*starts, Path.cwd(), Path(__file__).resolve()]:
        for folder in [start, *start.parents]:
            if (folder / "conf" / "fleet.yml").is_file():
                return folder / "conf"
    raise ConfError(
        "no conf/fleet.yml in this folder or above it: run inside the bundle, or set AEROTWIN_CONF"
    )


def slugs() -> list[str]:
    """The slugs that have a file in conf/components, sorted."""
    return sorted(file.stem for file in (root() / "components").glob("*.yml"))


def load_fleet() -> Fleet:
    """conf/fleet.yml; raises ConfError."""
    return parse(Fleet, read(root() / "fleet.yml"))


def load_component(slug: str) -> Component:
    """conf/components/<slug>.yml; raises ConfError, for an unknown slug with the valid ones."""
    known = slugs()
    if slug not in known:
        raise ConfError(f"unknown component '{slug}': choose one of {', '.join(known)}")
    source = read(root() / "components" / f"{slug}.yml")
    component = parse(Component, source)
    if component.slug != slug:
        line = source.line(("slug",))
        raise ConfError(f"{source.file}:{line}: slug: '{component.slug}' must be the file's name, '{slug}'")
    return component


def load_components(wanted: Iterable[str] | None = None, fleet: str = "default") -> dict[str, Component]:
    """The components by slug: those asked for, else all of a fleet; raises ConfError."""
    if wanted is not None:
        return {slug: load_component(slug) for slug in wanted}
    components = (load_component(slug) for slug in slugs())
    return {component.slug: component for component in components if component.fleet == fleet}


def load_aircraft() -> Aircraft:
    """conf/aircraft.yml; raises ConfError, also for a component that has no file."""
    source = read(root() / "aircraft.yml")
    aircraft = parse(Aircraft, source)
    known = slugs()
    for index, slug in enumerate(aircraft.components):
        if slug not in known:
            line = source.line(("components", index))
            where = f"{source.file}:{line}: components[{index}]"
            raise ConfError(f"{where}: '{slug}' is no component; allowed: {', '.join(known)}")
    return aircraft
