from aerotwin.runtime.notebooks.sqltext import markers, statements, substitute


def test_semicolons_in_strings_and_comments_do_not_split() -> None:
    assert statements("SELECT ';' -- a; b\n; SELECT 2; -- end") == ["SELECT ';' -- a; b", "SELECT 2"]


def test_markers_are_outside_strings_and_casts() -> None:
    assert markers("SELECT :a, ':b', x::int, `:c`") == {"a"}


def test_unknown_names_stay() -> None:
    assert substitute("{{a}} ${b} {{c}}", {"a": "1", "b": "2"}) == "1 2 {{c}}"
