from aerotwin.models.promotion import judge

GOOD = {
    "average_precision": 0.6,
    "rule_average_precision": 0.4,
    "base_rate": 0.1,
    "f1": 0.5,
    "rule_f1": 0.45,
    "beats_chance": 1.0,
}


def test_a_model_that_beats_rule_and_chance_is_promoted():
    verdict = judge(GOOD)
    assert verdict.promoted
    assert "0.600 against 0.400 of the rule and 0.100 by chance" in verdict.reason


def test_a_rule_as_good_wins():
    assert not judge({**GOOD, "rule_average_precision": 0.6}).promoted


def test_luck_is_not_enough():
    verdict = judge({**GOOD, "beats_chance": 0.8})
    assert not verdict.promoted
    assert "only 80 % of samples" in verdict.reason


def test_without_held_out_failures_nothing_is_promoted():
    assert "no failure to judge by" in judge({**GOOD, "average_precision": float("nan")}).reason
