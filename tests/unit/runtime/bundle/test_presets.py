import textwrap
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aerotwin.runtime.bundle import Bundle, defaults, load
from aerotwin.runtime.bundle.presets import plain_prefix

TEXT = """
    bundle: {name: b}
    resources:
      jobs:
        j: {name: J, schedule: {quartz_cron_expression: 0 0 1 * * ?}, tags: {dev: own}, tasks: []}
        k: {name: K, max_concurrent_runs: 9, trigger: {pause_status: UNPAUSED}, tasks: []}
      pipelines: {p: {name: P, continuous: true, schema: "${resources.schemas.s.name}"}}
      schemas: {s: {catalog_name: main, name: sales}}
      experiments: {e: {name: /Users/me/exp}}
      volumes: {v: {catalog_name: main, schema_name: "${resources.schemas.s.name}", name: raw}}
"""


def bundle(root: Path, target: str) -> Bundle:
    text = textwrap.dedent(TEXT) + f"targets:\n  t: {target}\n"
    (root / "databricks.yml").write_text(text)
    return load(root, environ={})


def resources(root: Path, target: str) -> dict[str, Any]:
    return bundle(root, target).resources


def test_development_names_tags_pauses_and_limits(tmp_path: Path) -> None:
    me = defaults.short_name()
    found = resources(tmp_path, "{mode: development}")
    j, k = found["jobs"]["j"], found["jobs"]["k"]
    assert (j["name"], j["tags"], j["max_concurrent_runs"]) == (f"[dev {me}] J", {"dev": "own"}, 4)
    assert (k["tags"], k["max_concurrent_runs"]) == ({"dev": me}, 9)
    assert (j["schedule"]["pause_status"], k["trigger"]["pause_status"]) == ("PAUSED", "UNPAUSED")
    pipeline = found["pipelines"]["p"]
    assert (pipeline["name"], pipeline["development"]) == (f"[dev {me}] P", True)
    assert pipeline["continuous"] is False
    assert found["experiments"]["e"]["name"] == f"/Users/me/[dev {me}] exp"


def test_references_to_a_schema_see_its_prefixed_name(tmp_path: Path) -> None:
    found = resources(tmp_path, "{mode: development, presets: {name_prefix: '[x y] '}}")
    assert found["schemas"]["s"]["name"] == "x_y_sales"
    assert found["pipelines"]["p"]["schema"] == "x_y_sales"
    assert found["volumes"]["v"]["schema_name"] == "x_y_sales"


def test_presets_without_a_mode(tmp_path: Path) -> None:
    presets = "{name_prefix: pre_, jobs_max_concurrent_runs: 2, trigger_pause_status: UNPAUSED, tags: {a: b}}"
    found = resources(tmp_path, f"{{presets: {presets}}}")
    j = found["jobs"]["j"]
    assert (j["name"], j["max_concurrent_runs"], j["tags"]) == ("pre_J", 2, {"a": "b", "dev": "own"})
    assert j["schedule"]["pause_status"] == "UNPAUSED"
    assert "development" not in found["pipelines"]["p"]
    assert found["pipelines"]["p"]["continuous"] is True


def test_pipelines_development_can_be_switched_off(tmp_path: Path) -> None:
    found = resources(tmp_path, "{mode: development, presets: {pipelines_development: false}}")
    assert "development" not in found["pipelines"]["p"]


def test_what_the_modes_do_not_allow(tmp_path: Path) -> None:
    def messages(target: str) -> list[tuple[str, str]]:
        return [(one.severity, one.message) for one in bundle(tmp_path, target).problems]

    [(severity, message)] = messages("{mode: development, presets: {trigger_pause_status: UNPAUSED}}")
    assert severity == "error"
    assert "trigger_pause_status" in message
    [(severity, message)] = messages("{mode: production}")
    assert severity == "warning"
    assert "root_path" in message
    pipeline = "resources: {pipelines: {p: {development: true}}}"
    [(severity, message)] = messages(f"{{mode: production, workspace: {{root_path: /x}}, {pipeline}}}")
    assert severity == "error"
    assert "development: true" in message
    [(severity, message)] = messages("{mode: staging}")
    assert (severity, message) == ("error", 'mode is "staging"; valid: development, production')


@given(st.text())
def test_a_plain_prefix_suits_unity_catalog(prefix: str) -> None:
    assert all(one.isascii() and (one.isalnum() or one == "_") for one in plain_prefix(prefix))


def test_developers_do_not_share_a_directory(tmp_path: Path) -> None:
    def told(root_path: str) -> list[tuple[str, bool]]:
        target = f"{{mode: development, workspace: {{root_path: '{root_path}'}}}}"
        return [(one.path, one.stops_run) for one in bundle(tmp_path, target).problems]

    assert told("/Workspace/x/b") == [("workspace.root_path", False)]
    assert told("~/b") == told("/Workspace/Users/${workspace.current_user.userName}/b") == []
    assert told(f"/Workspace/{defaults.short_name()}/b") == []
