from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aerotwin.conf import load_component
from aerotwin.features.compute import Readings, compute

ENGINE = load_component("engine")


def readings(n: int, seed: int) -> Readings:
    rng = np.random.default_rng(seed)
    nominal = np.array([s.nominal for s in ENGINE.sensors])
    noise = np.array([s.noise for s in ENGINE.sensors])
    values = nominal + noise * rng.normal(size=(n, len(nominal)))
    values[rng.random(values.shape) < 0.05] = np.nan
    seconds = np.cumsum(rng.integers(3600, 20_000, n)).astype(float)
    return Readings(
        seconds,
        np.arange(1.0, n + 1),
        rng.uniform(0.5, 1.1, n),
        rng.normal(15, 8, n),
        values,
        np.full(n, "engine/a.jsonl"),
        np.sort(rng.choice(seconds, 3)) + 60,
    )


def assert_same(one, other, count):
    for name, column in one.items():
        np.testing.assert_array_equal(column[:count], other[name][:count], err_msg=name)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(1, 119))
def test_another_future_changes_no_bit_of_the_past(seed, now):
    told = readings(120, seed)
    rng = np.random.default_rng(seed + 1)
    values = told.values.copy()
    values[now:] = rng.permutation(values[now:]) * rng.uniform(-3, 3)
    load = told.load.copy()
    load[now:] = 0.1
    cut = told.maintenance[told.maintenance <= told.seconds[now - 1]]
    other = replace(told, values=values, load=load, maintenance=np.append(cut, told.seconds[now] + 5.0))
    assert_same(compute(ENGINE, told), compute(ENGINE, other), now)


def test_the_future_may_be_missing():
    told = readings(80, 3)
    fields = ("seconds", "cycle", "load", "ambient", "values", "source_file")
    cut = replace(told, **{name: getattr(told, name)[:50] for name in fields})
    assert_same(compute(ENGINE, cut), compute(ENGINE, told), 50)


def test_counts_of_a_known_window():
    told = readings(40, 9)
    made = compute(ENGINE, told)
    days = told.seconds / 86400
    inside = (days > days[-1] - 7) & (days <= days[-1])
    assert made["flights_7d"][-1] == inside.sum()
    assert made["missing_7d"][-1] == np.isnan(told.values[inside]).mean()
