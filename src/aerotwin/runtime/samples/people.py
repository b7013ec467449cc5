"""People and places for sample tables."""

from __future__ import annotations

import numpy as np

FIRST = np.array([
    "Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jonas", "Kemi", "Liam",
    "Mei", "Noor", "Oscar", "Priya", "Quentin", "Rosa", "Samuel", "Tara", "Umar", "Vera", "Wei", "Yara",
])  # fmt: skip
LAST = np.array([
    "Adams", "Bauer", "Costa", "Diaz", "Eriksen", "Fischer", "Garcia", "Hughes", "Ito", "Johnson", "Khan",
    "Larsen", "Meyer", "Novak", "Okafor", "Petrov", "Quinn", "Rossi", "Silva", "Tanaka", "Ueda", "Vargas",
])  # fmt: skip
_PLACES = (
    ("New York", "New York", "USA", "North America", -74.01, 40.71),
    ("Seattle", "Washington", "USA", "North America", -122.33, 47.61),
    ("San Francisco", "California", "USA", "North America", -122.42, 37.77),
    ("Austin", "Texas", "USA", "North America", -97.74, 30.27),
    ("Toronto", "Ontario", "Canada", "North America", -79.38, 43.65),
    ("London", "England", "UK", "Europe", -0.13, 51.51),
    ("Paris", "Ile-de-France", "France", "Europe", 2.35, 48.86),
    ("Amsterdam", "North Holland", "Netherlands", "Europe", 4.90, 52.37),
    ("Stockholm", "Stockholm", "Sweden", "Europe", 18.07, 59.33),
    ("Tokyo", "Tokyo", "Japan", "Asia", 139.69, 35.69),
    ("Singapore", "Singapore", "Singapore", "Asia", 103.82, 1.35),
    ("Sydney", "New South Wales", "Australia", "Oceania", 151.21, -33.87),
)
CITIES = {
    name: np.array(column)
    for name, column in zip(
        ("city", "state", "country", "continent", "longitude", "latitude"),
        zip(*_PLACES, strict=True),
        strict=True,
    )
}


def names(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last names."""
    return rng.choice(FIRST, count), rng.choice(LAST, count)


def emails(first: np.ndarray, last: np.ndarray) -> list[str]:
    """An address for each person, all different, at a domain that is nobody's."""
    return [
        f"{a}.{b}{number}@example.com".lower()
        for number, (a, b) in enumerate(zip(first, last, strict=True), start=1)
    ]


def phones(rng: np.random.Generator, count: int) -> list[str]:
    """Numbers of the range kept free for fiction."""
    return [f"{area}-555-01{line:02d}" for area, line in rng.integers((201, 0), (989, 100), (count, 2))]


def places(rng: np.random.Generator, count: int) -> np.ndarray:
    """Indices into the columns of CITIES."""
    return rng.integers(0, len(_PLACES), count)
