"""What features and models need to know: windows, forest settings, the split."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aerotwin.conf.base import Conf, Fraction, InconsistentKey, Positive


class Features(Conf):
    """Rolling windows in days; the sigma beyond which a reading is an anomaly; tolerated share of missing."""

    windows_days: Annotated[list[Annotated[int, Field(ge=1, le=365)]], Field(min_length=1)] = [7, 30]
    anomaly_sigma: Positive = 3.0
    max_missing: Fraction = 0.5


class Split(Conf):
    """How held-out rows are chosen.

    `time_and_group` trains on the readings of (1 - test_share) of the aircraft before `test_from` of the
    calendar and tests on the other aircraft after it; `named` tests on aircraft whose id matches
    `test_pattern`. `evaluate` takes all their readings or only each aircraft's last one.
    """

    method: Literal["time_and_group", "named"] = "time_and_group"
    test_from: Annotated[float, Field(gt=0, lt=1)] = 0.6
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.4
    test_pattern: str | None = None
    evaluate: Literal["all", "last_reading"] = "all"

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.method == "named" and not self.test_pattern:
            raise InconsistentKey(("method",), "'named' needs test_pattern, a regular expression")
        if self.test_pattern is not None:
            try:
                re.compile(self.test_pattern)
            except re.error as error:
                raise InconsistentKey(("test_pattern",), f"not a regular expression: {error}") from error
        return self


class Model(Conf):
    """Settings of the RandomForestClassifier, as scikit-learn names them, and the split."""

    n_estimators: Annotated[int, Field(ge=1, le=5000)] = 80
    max_depth: Annotated[int, Field(ge=1)] | None = 12
    min_samples_leaf: Annotated[int, Field(ge=1)] = 20
    max_features: Literal["sqrt", "log2"] | Annotated[float, Field(gt=0, le=1)] = "sqrt"
    max_samples: Annotated[float, Field(gt=0, le=1)] | None = 0.4
    split: Split = Split()
