"""The JSON Schemas under docs/, made from the types and the words of the reference beside them.

`LUNARA_UPDATE_SNAPSHOTS=1 pytest tests/snapshots/test_json_schema.py` writes them anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model_text
from tests.snapshots.questions import QUERIES
from tests.snapshots.shop import MODEL

DOCS = Path(__file__).resolve().parents[2] / "docs"
# The heading whose table tells the keys of each part.
MODEL_PARTS = {
    "Model": "SemanticModel",
    "Table": "Table",
    "Dimension": "Dimension",
    "Measure": "Measure",
    "Relationship": "Relationship",
    "Format": "Format",
}
QUERY_PARTS = {"The parts": "SemanticQuery", "Measures": "InlineMeasure", "Dimensions": "DimensionRef"}
KINDS: dict[str, tuple[type[BaseModel], dict[str, str], str]] = {
    "semantic-model": (SemanticModel, MODEL_PARTS, "Lunara semantic model"),
    "semantic-query": (SemanticQuery, QUERY_PARTS, "Lunara semantic query"),
}


def schema_of(name: str) -> dict[str, Any]:
    """The schema, each key with what the reference says of it."""
    kind, parts, title = KINDS[name]
    schema = {"$schema": Draft202012Validator.META_SCHEMA["$id"], **kind.model_json_schema(by_alias=True)}
    schema["title"] = title
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    sections = dict(part.split("\n", 1) for part in re.split(r"^## ", text, flags=re.M)[1:])
    for heading, holder in parts.items():
        properties = schema["properties"] if holder == kind.__name__ else schema["$defs"][holder]["properties"]
        for keys, said in _rows(sections[heading]):
            for key in keys:
                properties[key]["description"] = said
    return schema


def _rows(section: str) -> list[tuple[list[str], str]]:
    """(keys, what the last column says of them) of the first table under a heading."""
    found = []
    for line in section.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            words = re.sub(r"\[([^]]+)]\([^)]+\)", r"\1", cells[-1]).replace("`", "")
            found.append((re.findall(r"`([^`]+)`", cells[0]), words))
        elif found:
            break
    return found


@pytest.mark.parametrize("name", KINDS)
def test_the_schema_in_the_documentation_is_that_of_the_types(name: str) -> None:
    text = json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"
    file = DOCS / f"{name}.schema.json"
    if os.environ.get("LUNARA_UPDATE_SNAPSHOTS"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, (
        "LUNARA_UPDATE_SNAPSHOTS=1 pytest tests/snapshots/test_json_schema.py"
    )


@pytest.mark.parametrize("name", KINDS)
def test_every_key_of_the_main_parts_is_told(name: str) -> None:
    kind, parts, _ = KINDS[name]
    schema = schema_of(name)
    for holder in parts.values():
        properties = schema["properties"] if holder == kind.__name__ else schema["$defs"][holder]["properties"]
        assert [key for key, value in properties.items() if not value.get("description")] == []


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_models_fit_the_schema_and_a_key_that_is_wrong_does_not() -> None:
    held = validator("semantic-model")
    assert not list(held.iter_errors(yaml.safe_load(sample_model_text())))
    assert not list(held.iter_errors(MODEL.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    assert list(held.iter_errors({"name": "x", "tabels": []}))
    assert list(
        held.iter_errors({"name": "x", "tables": [{"name": "t", "measures": [{"name": "m", "aggregate": "summ"}]}]})
    )


def test_queries_fit_the_schema_and_a_wrong_operator_does_not() -> None:
    held = validator("semantic-query")
    for query in QUERIES.values():
        assert not list(held.iter_errors(query)), query
    assert list(held.iter_errors({"measures": ["x"], "filters": [{"field": "a", "op": "~", "values": [1]}]}))
