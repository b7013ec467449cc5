"""Pipelines without sources, and with two schemas."""

from __future__ import annotations

from collections.abc import Iterator

from aerotwin.runtime.bundle.model import Problem
from aerotwin.runtime.bundle.node import Node

# What else than source files makes a pipeline: connectors that only a workspace has.
MANAGED = ("ingestion_definition", "gateway_definition")


def pipeline_problems(pipelines: Node) -> Iterator[Problem]:
    """A warning for a pipeline that defines nothing, and for one with both `schema` and `target`."""
    for key, pipeline in pipelines.items():
        here = f"resources.pipelines.{key}"
        listed = pipeline.get("libraries")
        if not (listed and listed.value) and not any(pipeline.get(one) for one in MANAGED):
            message = "a pipeline without libraries has no datasets"
            yield Problem.at(pipeline.at, message, here, severity="warning")
        both = [pipeline.get(one) for one in ("schema", "target")]
        if all(one is not None and one.value for one in both) and both[1] is not None:
            message = "target is another name of schema: a pipeline has one of them"
            yield Problem.at(both[1].at, message, f"{here}.target", severity="warning")
