from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.names import Name, Names

NAMES = Names("main", "sales", frozenset({"other"}))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("orders", ("main", "sales", "orders")),
        ("LIVE.Orders", ("main", "sales", "orders")),
        ("raw.orders", ("main", "raw", "orders")),
        ("`other`.`raw`.`my orders`", ("other", "raw", "my orders")),
        ("a``b", None),
        ("`a``b`", ("main", "sales", "a`b")),
        ("a.b.c.d", None),
        ("a..b", None),
    ],
)
def test_names_of_one_two_and_three_parts(said: str, meant: tuple[str, str, str] | None) -> None:
    if meant is None:
        with pytest.raises(ValueError, match="is not a table's name"):
            NAMES.parse(said)
    else:
        assert NAMES.parse(said) == Name(*meant)


def test_the_pipelines_own_catalog_is_left_out_if_the_server_does_not_know_it() -> None:
    assert NAMES.sql(Name("main", "sales", "orders")) == "`sales`.`orders`"
    assert NAMES.sql(Name("samples", "nyc", "trips")) == "`samples`.`nyc`.`trips`"
    assert NAMES.sql(Name("other", "raw", "my orders")) == "`other`.`raw`.`my orders`"


def test_people_read_what_is_not_the_pipelines_own() -> None:
    told = [NAMES.short(NAMES.parse(name)) for name in ("Orders", "raw.orders", "other.raw.orders")]
    assert told == ["orders", "raw.orders", "other.raw.orders"]
