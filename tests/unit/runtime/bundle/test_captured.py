"""Schemas of the bundle that other resources name, as the true CLI resolves them (`validate -o json`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from aerotwin.runtime.bundle import defaults, load

TEXT = """
bundle: {name: b}
variables: {s: {default: raw}}
targets: {t: {TARGET}}
resources:
  schemas:
    landing: {catalog_name: main, name: "${var.s}"}
  volumes:
    files: {catalog_name: main, schema_name: raw, name: files}
    others: {catalog_name: other, schema_name: raw, name: files}
  registered_models:
    m: {catalog_name: main, schema_name: raw, name: m}
  pipelines:
    p: {name: p, catalog: main, schema: raw}
    q: {name: q, catalog: main, target: "${var.s}"}
    r: {name: r, catalog: main, schema: Raw}
    x: {name: x, catalog: main}
"""


@pytest.mark.parametrize("mode", ["development", "production"])
def test_a_schema_of_the_bundle_is_meant_by_catalog_and_name(tmp_path: Path, mode: str) -> None:
    (tmp_path / "databricks.yml").write_text(TEXT.replace("TARGET", f"mode: {mode}"))
    found = load(tmp_path, environ={}).resources
    name = f"dev_{defaults.short_name()}_raw" if mode == "development" else "raw"
    assert found["schemas"]["landing"]["name"] == name
    assert found["pipelines"]["p"]["schema"] == found["pipelines"]["q"]["target"] == name
    assert (found["pipelines"]["r"]["schema"], found["pipelines"]["x"].get("schema")) == ("Raw", None)
    assert [found["volumes"][key]["schema_name"] for key in ("files", "others")] == [name, "raw"]
    assert found["registered_models"]["m"]["schema_name"] == name
