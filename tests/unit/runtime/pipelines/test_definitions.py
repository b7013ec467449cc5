from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines import context, definitions, expect
from aerotwin.runtime.pipelines.cdc.define import create_auto_cdc_flow
from aerotwin.runtime.pipelines.model import Action, Kind, Registry
from aerotwin.runtime.pipelines.modules import NAMES, install
from aerotwin.runtime.pipelines.names import Names


@pytest.fixture
def registry() -> Registry:
    return context.start(Names("main", "sales")).registry


def only(registry: Registry):
    (dataset,) = registry.datasets.values()
    return dataset


@pytest.mark.parametrize("below", [True, False])
def test_expectations_stand_above_or_below(registry: Registry, below: bool) -> None:
    def query(): ...

    rules = [
        expect.expect("a", "x > 0"),
        expect.expect_or_drop("b", "x > 1"),
        expect.expect_all_or_fail({"c": "x > 2", "d": "x > 3"}),
    ]
    made = query if below else definitions.table(query)
    for rule in reversed(rules):
        made = rule(made)
    if below:
        definitions.table(made)
    found = [(one.name, one.condition, one.action) for one in only(registry).expectations]
    assert found == [
        ("a", "x > 0", Action.ALLOW),
        ("b", "x > 1", Action.DROP),
        ("c", "x > 2", Action.FAIL),
        ("d", "x > 3", Action.FAIL),
    ]


@pytest.mark.parametrize("below", [True, False])
def test_one_method_defines_several_datasets(registry: Registry, below: bool) -> None:
    class Source:
        def read(self): ...

    for name in ("a", "b"):
        rules = expect.expect_all({"valid": f"{name} > 0"})
        table = definitions.table(name=name)
        read = Source().read
        table(rules(read)) if below else rules(table(read))
        definitions.temporary_view(read, name=f"{name}_view")
    found = {d.name.table: [one.condition for one in d.expectations] for d in registry.datasets.values()}
    assert found == {"a": ["a > 0"], "a_view": [], "b": ["b > 0"], "b_view": []}
    assert {str(flow.place).split(",")[0] for flow in registry.flows.values()} == {Path(__file__).name}


@pytest.mark.parametrize(
    ("decorator", "kind"),
    [
        (definitions.table, Kind.TABLE),
        (definitions.materialized_view, Kind.MATERIALIZED_VIEW),
        (definitions.temporary_view, Kind.VIEW),
    ],
)
def test_decorators_with_and_without_arguments(registry: Registry, decorator, kind: Kind) -> None:
    @decorator
    def one(): ...

    two = {"partition_cols": ["d"], "table_properties": {"a": True}, "cluster_by_auto": True}

    @decorator(name="raw.two", comment="c", **two)
    def query(): ...

    assert [str(name) for name in registry.datasets] == ["main.sales.one", "main.raw.two"]
    assert {dataset.kind for dataset in registry.datasets.values()} == {kind}
    options = list(registry.datasets.values())[1].options
    assert (options.comment, options.partition_cols, options.table_properties) == ("c", ("d",), {"a": "true"})
    assert list(registry.flows) == ["one", "raw.two"]


@pytest.mark.parametrize(
    ("define", "said"),
    [
        (lambda: definitions.table(nane="x"), "@table does not know nane"),
        (lambda: definitions.table(partition_cols="day")(lambda: 0), "list of column names, not 'day'"),
        (lambda: definitions.table(format="parquet"), "stored as delta, not as parquet"),
        (lambda: definitions.table("Raw rows."), "query's function, not 'Raw rows.'; name the argument"),
        (lambda: definitions.append_flow(name="f"), "append_flow needs `target`"),
        (lambda: expect.expect("a", 5), "must be SQL text, not 5"),  # type: ignore[arg-type]
        (lambda: create_auto_cdc_flow("t", "s", [], "n"), "needs keys"),
        (lambda: create_auto_cdc_flow("t", "s", ["a"], "n", stored_as_scd_type=4), "type 1 or 2, not 4"),
        (
            lambda: create_auto_cdc_flow("t", "s", ["a"], "n", column_list=["a"], except_column_list=["b"]),
            "not both",
        ),
        (
            lambda: create_auto_cdc_flow("t", "s", ["a"], "n", track_history_column_list=["a"]),
            "SCD type 2 only",
        ),
        (lambda: definitions.on_event_hook(max_allowable_consecutive_failures=1), "not runnable locally"),
    ],
)
@pytest.mark.usefixtures("registry")
def test_wrong_arguments_are_told(define, said: str) -> None:
    with pytest.raises(AeroTwinError, match=said):
        define()


def test_both_modules_offer_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyspark

    monkeypatch.delitem(sys.modules, "dlt", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark.pipelines", None)
    monkeypatch.setattr(pyspark, "pipelines", None, raising=False)
    install()
    dlt, dp = sys.modules.pop("dlt"), pyspark.pipelines
    assert all(getattr(dlt, name) is getattr(dp, name) for name in NAMES)
    assert {"table", "view", "read", "expect_all_or_fail", "apply_changes", "create_auto_cdc_flow"} <= set(
        NAMES
    )
