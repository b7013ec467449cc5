from __future__ import annotations

import dataclasses

import pytest

from aerotwin.conf import Alerts, Model, Split
from aerotwin.models import subject
from aerotwin.models.subject import Subject


@pytest.fixture
def engine(schema: str) -> Subject:
    """The engine with a small forest and a short horizon, under a slug of this test's own."""
    slug = f"e{schema.removeprefix('test_')}"
    return dataclasses.replace(
        subject.load("engine"),
        slug=slug,
        components=(slug,),
        horizon_days=15,
        model=Model(n_estimators=15, max_depth=6, min_samples_leaf=5, split=Split()),
        alerts=Alerts.model_validate(
            {
                "levels": [{"severity": "HIGH", "probability": 0.6}, {"severity": "LOW", "probability": 0.3}],
                "persistence": {"flights": 2, "of": 3},
                "category": "propulsion",
                "action": "Inspect it",
            }
        ),
    )
