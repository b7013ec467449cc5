"""Packages of an environment that Spark's or MLflow's client, which stand behind it, cannot work with."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CLIENT = Requirement("pyspark[connect]")
MLFLOW = ("mlflow", "mlflow-skinny", "mlflow-tracing")


def unfit(site: Path) -> dict[str, str]:
    """Distributions in `site` by name, with the versions that are needed: ours have to stay in use.

    A cluster's Spark is another one, so a bundle may well name a version that is too old here. MLflow's store
    is opened by the version that made it.
    """
    own = {
        canonicalize_name(found.metadata["Name"]): found.version
        for found in metadata.distributions(path=[str(site)])
    }
    wanted = [*_needed(CLIENT, set()), *(Requirement(f"{name}=={metadata.version(name)}") for name in MLFLOW)]
    return {
        name: str(needed.specifier)
        for needed in wanted
        if (name := canonicalize_name(needed.name)) in own
        and not needed.specifier.contains(own[name], prereleases=True)
    }


def _needed(wanted: Requirement, seen: set[str]) -> Iterator[Requirement]:
    """What our distribution of `wanted` requires, and what that does in turn."""
    extras = ["", *wanted.extras]
    for text in metadata.requires(wanted.name) or []:
        needed = Requirement(text)
        if needed.marker and not any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        yield needed
        if str(needed) not in seen:
            seen.add(str(needed))
            try:
                yield from _needed(needed, seen)
            except metadata.PackageNotFoundError:
                continue
