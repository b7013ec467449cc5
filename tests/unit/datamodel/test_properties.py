from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aerotwin.datamodel import keys
from aerotwin.datamodel.properties import FOREIGN, PRIMARY, read, written
from aerotwin.diagrams.entities import ForeignKey

names = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
columns = st.lists(names, min_size=1, max_size=3)


@st.composite
def foreign(draw: st.DrawFn) -> ForeignKey:
    of = draw(columns)
    referred = draw(st.lists(names, min_size=len(of), max_size=len(of)))
    return ForeignKey(tuple(of), draw(names), tuple(referred))


@given(columns, st.lists(foreign(), max_size=3))
def test_what_is_written_is_read(primary: list[str], keys: list[ForeignKey]) -> None:
    assert read(written(primary, keys)) == (tuple(primary), tuple(keys))


def test_they_are_legible() -> None:
    assert keys.features("engine") == {
        PRIMARY: "aircraft_id, observed_at",
        FOREIGN: "aircraft_id, cycle -> engine_silver(aircraft_id, cycle)",
    }
    assert keys.aircraft() == {PRIMARY: "aircraft_id"}


def test_what_is_malformed_is_left_out() -> None:
    told = {FOREIGN: "nonsense; a, b -> t(x); a -> t(x); -> t(x); a -> (x)"}
    assert read(told) == ((), (ForeignKey(("a",), "t", ("x",)),))
    assert read({}) == ((), ())
