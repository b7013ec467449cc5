import pytest

from aerotwin.commands.common import pairs
from aerotwin.errors import AeroTwinError
from aerotwin.runtime.statements import markers, split, substitute


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';', \"a;b\", `c;d`", ["SELECT ';', \"a;b\", `c;d`"]),
        ("SELECT 'it''s; fine'; SELECT 'a\\';b'", ["SELECT 'it''s; fine'", "SELECT 'a\\';b'"]),
        ("-- only; a comment\n;", []),
        ("/* a;\n b */ SELECT 1 -- tail; end\n", ["/* a;\n b */ SELECT 1 -- tail; end"]),
        (" ;; ", []),
        ("BEGIN SELECT 1; SELECT 2; END", ["BEGIN SELECT 1; SELECT 2; END"]),
        ("CREATE f AS $$ it's; -- one\n$$; SELECT 2", ["CREATE f AS $$ it's; -- one\n$$", "SELECT 2"]),
        ("AS $py$ a; $$; b $py$; SELECT 2", ["AS $py$ a; $$; b $py$", "SELECT 2"]),
    ],
)
def test_split(text: str, want: list[str]) -> None:
    assert split(text) == want


def test_markers_are_outside_strings_and_casts() -> None:
    assert markers("SELECT :a, ':b', x::int, `:c`") == {"a"}


def test_unknown_names_stay() -> None:
    assert substitute("{{a}} ${b} {{c}}", {"a": "1", "b": "2"}) == "1 2 {{c}}"


def test_pairs() -> None:
    assert pairs(["a=1,b=x,y,c="], "--params") == {"a": "1", "b": "x,y", "c": ""}
    assert pairs(["a=1", "a=2"], "--params") == {"a": "2"}
    with pytest.raises(AeroTwinError, match='--params takes name=value, not "a"'):
        pairs(["a"], "--params")
