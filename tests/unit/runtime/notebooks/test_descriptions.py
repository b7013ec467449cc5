from __future__ import annotations

from mlflow.entities.model_registry.model_version import ModelVersion
from mlflow.entities.model_registry.registered_model import RegisteredModel

from aerotwin.runtime.notebooks import descriptions


def test_one_that_nobody_described_has_an_empty_text_to_append_to() -> None:
    for _ in range(2):
        descriptions.install()
        version = ModelVersion("forest", "1", 0)
        assert version.description == RegisteredModel("forest").description == ""
        version.description += "passed"
        assert version.description == "passed"
        assert ModelVersion("forest", "1", 0, description="ours").description == "ours"
