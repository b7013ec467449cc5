from __future__ import annotations

from aerotwin.datamodel.catalog import _told, described, joined
from aerotwin.datamodel.properties import FOREIGN, PRIMARY
from aerotwin.diagrams.entities import Column, ForeignKey


def test_describe_extended_is_columns_then_facts() -> None:
    rows = [
        ("alert_id", "string", "key"),
        ("component", "string", None),
        ("# Partition Information", "", ""),
        ("# col_name", "data_type", "comment"),
        ("component", "string", None),
        ("", "", ""),
        ("# Detailed Table Information", "", ""),
        ("Name", "spark_catalog.s.t", ""),
        ("Comment", "Every transition", ""),
        ("Table Properties", "[a=1]", ""),
    ]
    columns, facts = described(rows)
    assert columns == [Column("alert_id", "string", "key"), Column("component", "string", "")]
    assert facts["Comment"] == "Every transition"
    assert facts["Table Properties"] == "[a=1]"


def test_properties_keep_commas_in_their_values() -> None:
    text = f"[{FOREIGN}=a, b -> t(a, b); c -> u(c),{PRIMARY}=a, b,delta.minReaderVersion=1,empty=]"
    assert _told(text) == {
        FOREIGN: "a, b -> t(a, b); c -> u(c)",
        PRIMARY: "a, b",
        "delta.minReaderVersion": "1",
        "empty": "",
    }
    assert _told("") == {}


def test_constraints_of_information_schema_become_keys() -> None:
    rows = [
        ("FOREIGN KEY", "fk_order", "items", "region", 2, "orders", "region_id"),
        ("FOREIGN KEY", "fk_order", "items", "order", 1, "orders", "id"),
        ("PRIMARY KEY", "pk_items", "items", "line", 2, None, None),
        ("PRIMARY KEY", "pk_items", "items", "order", 1, None, None),
        ("PRIMARY KEY", "pk_orders", "orders", "id", 1, None, None),
        ("CHECK", "ck", "orders", "total", 1, None, None),
    ]
    assert joined(rows) == {
        "items": (("order", "line"), (ForeignKey(("order", "region"), "orders", ("id", "region_id")),)),
        "orders": (("id",), ()),
    }
