from __future__ import annotations

from pathlib import Path

import mlflow.sklearn
import numpy as np
import pytest
import yaml
from sklearn.ensemble import RandomForestClassifier

from aerotwin.runtime.notebooks import model_formats


def test_a_forest_is_saved_without_a_list_of_types_and_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mlflow.sklearn, "is_databricks_uri", mlflow.sklearn.is_databricks_uri)
    rows = np.arange(40.0).reshape(20, 2)
    forest = RandomForestClassifier(n_estimators=3, random_state=0).fit(rows, rows[:, 0] > 20)
    model_formats.install()
    mlflow.sklearn.save_model(forest, tmp_path / "m", pip_requirements=["scikit-learn"])
    told = yaml.safe_load((tmp_path / "m" / "MLmodel").read_text())
    assert told["flavors"]["sklearn"]["serialization_format"] == "cloudpickle"
    loaded = mlflow.sklearn.load_model(str(tmp_path / "m"))
    assert loaded.predict_proba(rows).tolist() == forest.predict_proba(rows).tolist()
