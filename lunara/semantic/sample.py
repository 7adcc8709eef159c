"""The reviewed semantic layer of the sample warehouse, shipped as YAML beside this file."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from lunara.semantic.model import SemanticModel


def sample_model_text() -> str:
    """The model file as text, comments included: what `lunara demo` writes."""
    return resources.files("lunara.semantic").joinpath("sample_model.yaml").read_text(encoding="utf-8")


@cache
def sample_model() -> SemanticModel:
    """The model of the sample shop (dialect duckdb, sources in schema `main`)."""
    return SemanticModel.model_validate(yaml.safe_load(sample_model_text()))
