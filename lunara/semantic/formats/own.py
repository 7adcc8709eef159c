"""Lunara's own model file, as one format among the others."""

from __future__ import annotations

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Documents, ModelFormat, Read, Written
from lunara.semantic.model import SemanticModel
from lunara.semantic.yaml import dump_model, load_model


def recognises(documents: Documents) -> bool:
    """One file with tables, each with its dimensions or measures."""
    if len(documents.files) != 1:
        return False
    ((_, data),) = tuple(documents.parsed()) or ((None, None),)
    if not isinstance(data, dict) or "name" not in data or not isinstance(data.get("tables", []), list):
        return False
    tables = data.get("tables", [])
    return set(data) <= set(SemanticModel.model_fields) and all(
        isinstance(table, dict) and bool({"source", "sql"} & set(table)) for table in tables
    )


def read(documents: Documents) -> Read:
    """The model of the one file. Raises InvalidInput with line and column of each mistake."""
    if len(documents.files) != 1:
        raise InvalidInput(
            f"A Lunara model is one file; here are {len(documents.files)}.", "Give the path of the model's file."
        )
    (text,) = documents.files.values()
    return Read(load_model(text))


def write(model: SemanticModel, version: str = "") -> Written:
    """The model's YAML."""
    return Written({f"{model.name}.yaml": dump_model(model)})


FORMAT = ModelFormat(
    name="lunara",
    label="Lunara",
    description="Lunara's own model file: everything a model can say.",
    suffix=".yaml",
    recognises=recognises,
    read=read,
    write=write,
    own_rows=True,
    percentiles=True,
)
