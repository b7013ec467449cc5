import pytest

from aerotwin.alerts.action import recommended
from aerotwin.conf import FailureMode


def mode(name: str, effects: dict[str, float]) -> FailureMode:
    words = {"description": name, "category": "mechanical", "recommended_action": f"Look at {name}"}
    return FailureMode(name=name, share=0.5, effects=effects, **words)


HOT = mode("hot_section", {"egt_margin": -40, "oil_temperature": 5})
BEARING = mode("bearing_wear", {"n2_vibration": 0.8, "oil_temperature": 15})
WEAR, HEAT = "Points to bearing wear. Look at bearing_wear", "Points to hot section. Look at hot_section"


@pytest.mark.parametrize(
    ("contributions", "said"),
    [
        ({"egt_margin_mean_7d": 0.2}, HEAT),
        ({"n2_vibration": 0.1, "n2_vibration_slope_30d": 0.15, "egt_margin": 0.2}, WEAR),
        # A quarter of what oil temperature says speaks for the hot section: 0.2 + 0.05 against 0.15.
        ({"oil_temperature_z_7d": 0.2, "egt_margin": 0.2}, HEAT),
        ({"oil_temperature_z_7d": 0.2, "egt_margin": 0.05}, WEAR),
        # What lowers the probability points to nothing, nor does what no mode moves.
        ({"egt_margin": -0.5, "n2_vibration": 0.01}, WEAR),
        ({"days_since_maintenance": 0.4, "fuel_flow": 0.2}, "Inspect it"),
        ({}, "Inspect it"),
    ],
)
def test_the_action_is_that_of_the_mode_that_explains_most(
    contributions: dict[str, float], said: str
) -> None:
    items = [{"feature": name, "contribution": share} for name, share in contributions.items()]
    assert recommended("Inspect it", [HOT, BEARING], items) == said


def test_without_failure_modes_it_is_the_general_one() -> None:
    assert recommended("Inspect it", [], [{"feature": "egt_margin", "contribution": 1.0}]) == "Inspect it"
