from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from aerotwin.runtime.notebooks import model_udfs


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    seen: list[tuple[Any, ...]] = []
    module = ModuleType("mlflow.pyfunc")
    module.spark_udf = lambda *args, **kwargs: seen.append((args, kwargs))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mlflow.pyfunc", module)
    return seen


def test_the_model_runs_with_what_is_here(
    calls: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        model_udfs.install()
    udf = sys.modules["mlflow.pyfunc"].spark_udf
    udf("spark", "models:/m/1", result_type="double", env_manager="virtualenv")
    assert "packages that are here" in capsys.readouterr().err
    udf("spark", "models:/m/1")
    assert not capsys.readouterr().err
    assert calls == [
        (("spark", "models:/m/1"), {"result_type": "double", "env_manager": "local"}),
        (("spark", "models:/m/1"), {"env_manager": "local"}),
    ]
