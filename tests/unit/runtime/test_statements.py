import pytest

from aerotwin.commands.common import pairs
from aerotwin.errors import AeroTwinError
from aerotwin.runtime.statements import split


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
    ],
)
def test_split(text: str, want: list[str]) -> None:
    assert split(text) == want


def test_pairs() -> None:
    assert pairs(["a=1,b=x,y,c="], "--params") == {"a": "1", "b": "x,y", "c": ""}
    assert pairs(["a=1", "a=2"], "--params") == {"a": "2"}
    with pytest.raises(AeroTwinError, match='--params takes name=value, not "a"'):
        pairs(["a"], "--params")
