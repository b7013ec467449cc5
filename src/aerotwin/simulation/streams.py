"""Independent random streams, and draws whose beginning does not depend on how many follow."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_SLOW_WEIGHTS = (0.7, 0.5, 0.4, 0.3)


def stream(seed: int, subject: str, aircraft: int, quantity: str) -> np.random.Generator:
    """The generator of one quantity of one subject (component or calendar) on one aircraft."""
    entropy = [seed, crc32(subject.encode()), aircraft, crc32(quantity.encode())]
    return np.random.default_rng(np.random.SeedSequence(entropy))


def weekly(generator: np.random.Generator, days: Ints) -> Floats:
    """A slowly wandering standard normal: one value for each week, correlated over four weeks.

    `days` holds day numbers from 0 in rising order, shape (n,) -> shape (n,).
    """
    weeks = int(days[-1]) // 7 + 1 if len(days) else 0
    drawn = generator.standard_normal(weeks + len(_SLOW_WEIGHTS) - 1)
    reach = len(_SLOW_WEIGHTS) - 1
    wander = np.zeros(weeks)
    for back, weight in enumerate(_SLOW_WEIGHTS):
        wander += weight * drawn[reach - back : reach - back + weeks]
    scale = float(np.sqrt(np.sum(np.square(_SLOW_WEIGHTS))))
    return (wander / scale)[days // 7]
