"""Find what a command names among a bundle's resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.bundle.model import Bundle

# The kinds that run locally.
RUNNABLE = ("jobs", "pipelines")
NAMES = ("name", "display_name", "title", "cluster_name", "endpoint_name")


def name_of(resource: dict[str, Any]) -> str | None:
    """What a resource calls itself, None if it has no name."""
    return next((str(resource[field]) for field in NAMES if resource.get(field)), None)


def to_run(bundle: Bundle, wanted: str | None) -> str:
    """The key of the job or pipeline that `wanted` names, as `key` or `jobs.key`; the only one for None.

    Raises AeroTwinError naming what can run.
    """
    known = {key: kind for kind in RUNNABLE for key in bundle.resources.get(kind, {})}
    listed = ", ".join(f"{key} ({kind.removesuffix('s')})" for key, kind in known.items()) or "none"
    if wanted is None:
        if len(known) == 1:
            return next(iter(known))
        raise AeroTwinError(f"Which one is to run? This bundle has: {listed}.")
    kind, _, key = wanted.rpartition(".")
    if key in known and kind in ("", known[key]):
        return key
    for other, entries in bundle.resources.items():
        if key in entries and kind in ("", other):
            raise AeroTwinError(
                f'"{key}" is of {other}, which need a workspace and do not run locally; what runs: {listed}.'
            )
    raise AeroTwinError(f'There is no job or pipeline "{wanted}"; what runs: {listed}.')
