"""The reference of queries and models: every example compiles, every key is told, and nothing else is."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from lunara.semantic import model as models
from lunara.semantic import query as queries
from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model
from lunara.semantic.validate import validate_model
from lunara.semantic.yaml import load_model

DOCS = Path(__file__).resolve().parents[3] / "docs"
QUERY, MODEL = ((DOCS / f"semantic-{name}.md").read_text(encoding="utf-8") for name in ("query", "model"))
CLOCK = Clock(date(2026, 11, 22))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


@pytest.mark.parametrize("text", blocks(QUERY, "json"))
def test_every_example_of_a_query_compiles(text: str) -> None:
    plan = SemanticQuery.model_validate(json.loads(text))
    assert compile_plan(plan, sample_model(), "duckdb", CLOCK).sql.text


@pytest.mark.parametrize("text", blocks(QUERY, "sql"))
def test_every_example_of_sql_over_the_model_compiles(text: str) -> None:
    assert compile_plan(text, sample_model(), "duckdb", CLOCK).sql.text


@pytest.mark.parametrize("text", blocks(MODEL, "yaml"))
def test_every_example_of_a_model_is_sound(text: str) -> None:
    model = load_model(text)
    assert [str(problem) for problem in validate_model(model)] == []
    for verified in model.verified_questions:
        assert compile_plan(SemanticQuery.model_validate(verified.query), model, "duckdb", CLOCK)


def keys_of(module: Any) -> list[tuple[str, str]]:
    found = [
        (name, field.alias or key)
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == module.__name__
        for key, field in one.model_fields.items()
    ]
    assert len(found) > 30
    return found


def test_every_key_and_word_of_a_query_is_told() -> None:
    words = {key for _, key in keys_of(queries)}
    words |= {*get_args(queries.Operator), *get_args(queries.Calculation.model_fields["kind"].annotation)}
    words |= {*get_args(queries.CompareTo), *get_args(models.Grain)}
    missing = [word for word in sorted(words) if f"`{word}`" not in QUERY and f'"{word}"' not in QUERY]
    assert missing == []


def test_every_key_and_word_of_a_model_is_told() -> None:
    words = {key for _, key in keys_of(models)}
    words |= {*get_args(models.Aggregate), *get_args(models.DimensionType), *get_args(models.Cardinality)}
    words |= {*get_args(models.Origin), *get_args(models.Format.model_fields["kind"].annotation)}
    assert [word for word in sorted(words) if f"`{word}`" not in MODEL] == []


def test_no_key_is_told_that_does_not_exist() -> None:
    for text, module in ((QUERY, queries), (MODEL, models)):
        known = {key for _, key in keys_of(module)}
        for table in re.findall(r"\| key \|.*?\n\n", text, re.S):
            first = [line.split("|")[1] for line in table.splitlines()[2:] if line.startswith("|")]
            told = {word for cell in first for word in re.findall(r"`([a-z_]+)`", cell)}
            assert told and told <= known, told - known
