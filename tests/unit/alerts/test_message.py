from aerotwin.alerts.message import message, number
from aerotwin.conf import Sensor
from aerotwin.models.thresholds import Margin

EGT = Sensor(
    name="egt_margin",
    unit="degC",
    description="EGT margin",
    nominal=62,
    noise=5,
    valid_range=(-60, 160),
    resolution=0.1,
    direction="down",
)
ROW = {
    "egt_margin": 18.4,
    "egt_margin_mean_7d": 20.0,
    "egt_margin_slope_7d": -0.8,
    "egt_margin_mean_30d": 25.0,
    "egt_margin_std_30d": 2.0,
}


def told(contributions: list[tuple[str, float, float]], row: dict[str, float] | None = None) -> str:
    items = [{"feature": f, "value": v, "contribution": c} for f, v, c in contributions]
    return message("Engine", 0.46, 30, items, ROW if row is None else row, [EGT])


def test_a_sensor_with_unit_normal_and_trend():
    assert told([("egt_margin_mean_7d", 20.0, 0.2)]) == (
        "Engine: 46% risk of failure within 30 days. EGT margin fell 5.6 °C in 7 days "
        "to 18.4 °C, 3.3 sigma below its 30-day normal of 25 °C."
    )


def test_what_points_away_from_wear_is_not_given_as_a_reason():
    better = {**ROW, "egt_margin": 30.0, "egt_margin_slope_7d": 0.8}
    assert told([("egt_margin", 30.0, 0.2)], better).endswith("EGT margin 30 °C, nominal 62 °C.")


def test_each_sensor_once_and_only_what_raises_the_risk():
    text = told(
        [
            ("health_index", 12.0, 0.3),
            ("egt_margin", 18.4, 0.2),
            ("egt_margin_mean_7d", 20.0, 0.1),
            ("anomalies_7d", 4.0, 0.05),
            ("days_since_maintenance", 88.0, -0.2),
        ]
    )
    assert text.count("EGT margin") == 1
    assert "Health index 12 of 100;" in text
    assert text.endswith("4 anomalous readings in 7 days.")
    assert "maintenance" not in text


def test_missing_values_and_no_reasons_still_make_a_sentence():
    assert told([("egt_margin", float("nan"), 0.2)], {"egt_margin_mean_7d": None}).endswith(" EGT margin.")
    assert told([]) == "Engine: 46% risk of failure within 30 days."


def test_numbers_have_three_digits():
    assert [number(v) for v in (1234.5, 18.44, 0.0123, 0, 0.00012)] == [
        "1234",
        "18.4",
        "0.0123",
        "0",
        "1.2e-04",
    ]


def test_the_longest_window_with_a_trend_is_told():
    row = {**ROW, "egt_margin_slope_30d": -0.2}
    assert "EGT margin fell 6 °C in 30 days to 18.4 °C" in told([("egt_margin", 18.4, 0.2)], row)


def test_the_margin_is_what_held_out_flights_at_this_level_came_to():
    text = message("Engine", 0.46, 30, [], ROW, [EGT], Margin(0.45, 0.6, 50, 26, 11.6))
    assert text == (
        "Engine: 46% risk of failure within 30 days. "
        "Of held-out flights at this level 52% failed in that time, half of them within 12 days."
    )
