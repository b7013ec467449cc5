from aerotwin.conf import load_component
from aerotwin.quality.rules import failed_rules, passes, rules

ENGINE = load_component("engine")


def test_every_sensor_and_every_own_rule_has_a_condition():
    made = rules(ENGINE)
    assert {f"{name}_range" for name in ENGINE.sensor_names} <= set(made)
    assert {rule.name for rule in ENGINE.quality} <= set(made)
    assert made["egt_margin_range"] == "coalesce(`egt_margin` BETWEEN -60.0 AND 160.0, TRUE)"


def test_conditions_are_joined_and_named():
    assert passes({"a": "x > 0"}) == "corrupt_record IS NULL AND (x > 0)"
    assert "CASE WHEN NOT (x > 0) THEN 'a' END" in failed_rules({"a": "x > 0"})
