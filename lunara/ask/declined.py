"""A typed error of the compiler as an answer to a person: a refusal with what can be asked instead, or a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lunara.ask.plan import Clarification, ModelSql, Option, Refusal
from lunara.ask.question import Question
from lunara.errors import AmbiguousPath, LunaraError
from lunara.semantic.model import Relationship, SemanticModel
from lunara.semantic.query import SemanticQuery

MAX_OPTIONS = 6


def declined(
    error: LunaraError, plan: SemanticQuery | ModelSql, question: Question, model: SemanticModel
) -> Clarification | Refusal:
    """What to say when a plan does not compile. Two roads become a choice; everything else a refusal."""
    if isinstance(error, AmbiguousPath):
        options = _roads(error, question, model)
        if len(options) > 1:
            return Clarification(error.message, options)
    reason = f"{error.message} {error.hint}".strip()
    return Refusal(reason, _nearest(error.details))


def _roads(error: AmbiguousPath, question: Question, model: SemanticModel) -> tuple[Option, ...]:
    options = []
    for name in _texts(error.details.get("options")):
        label = _road_label(model, name)
        options.append(Option(label, f"{question.text.rstrip(' ?.!')} by {label}"))
    return tuple(options[:MAX_OPTIONS])


def _road_label(model: SemanticModel, name: str) -> str:
    found: Relationship | None = next((r for r in model.relationships if r.name == name), None)
    return (found.label if found is not None and found.label else name).replace("_", " ")


def _nearest(details: Mapping[str, Any]) -> tuple[str, ...]:
    near = details.get("nearest")
    if isinstance(near, SemanticQuery | Mapping):
        near = (near,)
    return _texts(near)[:MAX_OPTIONS]


def _texts(values: Any) -> tuple[str, ...]:
    """Names and questions in words; a query is left to whoever can describe it."""
    if isinstance(values, str):
        return (values,)
    if not isinstance(values, Iterable):
        return ()
    return tuple(value for value in values if isinstance(value, str))
