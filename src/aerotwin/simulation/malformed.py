"""How lines break on their way from the aircraft: cut off, text for a number, impossible, delivered twice."""

from collections.abc import Callable, Sequence

import numpy as np

from aerotwin.conf import Component, Fleet
from aerotwin.simulation.streams import Floats, stream


def draws(component: Component, fleet: Fleet, aircraft: int, flights: int) -> Floats:
    """Two uniform numbers for each flight, shape (flights, 2): whether and how its line breaks, and where."""
    return stream(fleet.seed, component.slug, aircraft, "malformed").random((flights, 2))


def broken(line: str, how: float, where: float, component: Component) -> list[str]:
    """The line as it lands, once or twice; `how` and `where` are uniform in [0, 1)."""
    kind = _KINDS[int(how * len(_KINDS))]
    return kind(line, where, component)


def _truncated(line: str, where: float, component: Component) -> list[str]:  # noqa: ARG001
    return [line[: 1 + int(where * (len(line) - 2))]]


def _text_for_number(line: str, where: float, component: Component) -> list[str]:
    return [_replaced(line, _pick(component.sensor_names, where), '"n/a"')]


def _negative_cycle(line: str, where: float, component: Component) -> list[str]:  # noqa: ARG001
    return [_replaced(line, "cycle", f"-{1 + int(where * 999)}")]


def _impossible(line: str, where: float, component: Component) -> list[str]:
    sensor = component.sensors[int(where * len(component.sensors))]
    low, high = sensor.valid_range
    return [_replaced(line, sensor.name, f"{np.ceil(high + 9 * (high - low)):.1f}")]


def _twice(line: str, where: float, component: Component) -> list[str]:  # noqa: ARG001
    return [line, line]


_KINDS: tuple[Callable[[str, float, Component], list[str]], ...] = (
    _truncated,
    _text_for_number,
    _negative_cycle,
    _impossible,
    _twice,
)


def _pick(names: Sequence[str], where: float) -> str:
    return names[int(where * len(names))]


def _replaced(line: str, key: str, value: str) -> str:
    begin = line.index(f'"{key}":') + len(key) + 3
    end = next(index for index in range(begin, len(line)) if line[index] in ",}")
    return line[:begin] + value + line[end:]
