from aerotwin.runtime.jobs.graph import dependants, downstream, find_cycle, leaves, remaining, topological

DIAMOND = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": []}


def test_diamond() -> None:
    assert dependants(DIAMOND) == {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": [], "e": []}
    assert downstream(DIAMOND, ["b"]) == {"b", "d"}
    assert leaves(DIAMOND) == {"d", "e"}
    assert find_cycle(DIAMOND) == []
    order = topological(DIAMOND)
    assert sorted(order) == list("abcde")
    assert order.index("a") < order.index("b") < order.index("d")


def test_remaining_is_the_longest_chain_to_the_end() -> None:
    assert remaining(DIAMOND, {}) == {"a": 3, "b": 2, "c": 2, "d": 1, "e": 1}
    assert remaining(DIAMOND, {"a": 1, "b": 5, "c": 2, "d": 3, "e": 4}) == {
        "a": 9,
        "b": 8,
        "c": 5,
        "d": 3,
        "e": 4,
    }


def test_cycles() -> None:
    assert find_cycle({"a": ["a"]}) == ["a", "a"]
    circle = find_cycle({"x": [], "a": ["x", "c"], "b": ["a"], "c": ["b"]})
    assert circle[0] == circle[-1]
    assert set(circle) == {"a", "b", "c"}


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {str(i): [str(i - 1)] if i else [] for i in range(5000)}
    assert find_cycle(chain) == []
    assert remaining(chain, {})["0"] == 5000
