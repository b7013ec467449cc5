"""What a cluster asks for that its tasks do without locally."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def untaken(cluster: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a cluster that make an environment of its own, each with what is done without it."""
    image = cluster.get("docker_image")
    scripts = cluster.get("init_scripts")
    told = {}
    if image:
        url = image.get("url") if isinstance(image, Mapping) else image
        told["docker_image"] = (
            f"the image {url} is not used locally: tasks run in this machine's environment instead; name the "
            "packages that they need in their libraries"
        )
    if scripts:
        told["init_scripts"] = (
            "init scripts do not run locally: name the packages that they install in the libraries of tasks"
        )
    return told
