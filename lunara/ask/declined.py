"""A typed error of the compiler as an answer to a person: a refusal with what can be asked instead, or a choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, ModelSql, Option, Refusal
from lunara.ask.question import Question
from lunara.ask.tokens import stem
from lunara.errors import AmbiguousPath, LunaraError, UnknownField
from lunara.semantic.filters import ExistsFilter, MeasureFilter, OnField, leaves_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.names import lowered, resolve_field
from lunara.semantic.query import AndFilter, DimensionRef, Filter, NotFilter, OrFilter, SemanticQuery

MAX_OPTIONS = 6
_OF_ANYTHING = frozenset({"name", "title", "code", "number", "description", "label", "key", "type", "status"})


def declined(
    error: LunaraError, plan: SemanticQuery | ModelSql | WhyChanged, question: Question, model: SemanticModel
) -> Clarification | Refusal:
    """What to say when a plan does not compile. Two roads become a choice; everything else a refusal."""
    if isinstance(error, AmbiguousPath):
        options = _roads(error, plan, question, model)
        if len(options) > 1:
            return Clarification(which_road(error, plan, model), options)
    reason = f"{error.message} {error.hint}".strip()
    reason = reason if isinstance(plan, ModelSql) else in_words(reason, model)
    # The nearest names of an unknown field stand in the hint; they are names, not questions.
    return Refusal(reason, () if isinstance(error, UnknownField) else _nearest(error.details, model))


def in_words(text: str, model: SemanticModel) -> str:
    """A message of the compiler with the labels that people know in place of names of tables and fields."""
    for table in model.tables:
        label = table.label or table.name.replace("_", " ")
        low = label if label.isupper() else label[:1].lower() + label[1:]
        named = [(d.name, d.label) for d in table.dimensions] + [(m.name, m.label) for m in table.measures]
        for name, shown in named:
            said = f"{shown or name.replace('_', ' ')} of {low}".replace("\\", "")
            text = re.sub(rf"(?<![\w.]){re.escape(f'{table.name}.{name}')}(?![\w.])", said, text)
        # A name that is a word of the label reads like one.
        if "_" in table.name or not _stems(table.name) <= _stems(label):
            text = re.sub(rf"(?<![\w.]){re.escape(table.name)}(?!\w)", low.replace("\\", ""), text)
    for derived in model.measures:
        if "_" in derived.name:
            said = (derived.label or derived.name.replace("_", " ")).replace("\\", "")
            text = re.sub(rf"(?<![\w.]){re.escape(derived.name)}(?![\w.])", said, text)
    return text[:1].upper() + text[1:]


def _stems(name: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[^\W\d_]+", name)}


def which_road(error: AmbiguousPath, plan: SemanticQuery | ModelSql | WhyChanged, model: SemanticModel) -> str:
    """The question that a person is asked when two relationships lead to what was named.

    "Country can be read through Billing address or Shipping address. Which one do you mean?"
    """
    target = str(error.details.get("target", ""))
    labels = road_labels(model, _texts(error.details.get("options"))[:MAX_OPTIONS])
    fields = _labels_at(plan, target, model) if isinstance(plan, SemanticQuery) else []
    table = model.table(target)
    things = table.label if table is not None and table.label else target.replace("_", " ")
    named = [f"{one} of {things[:1].lower()}{things[1:]}" if one.lower() in _OF_ANYTHING else one for one in fields]
    what = _listed(named, "and") or things
    return f"{what[:1].upper()}{what[1:]} can be read through {_listed(labels, 'or')}. Which one do you mean?"


def _labels_at(query: SemanticQuery, target: str, model: SemanticModel) -> list[str]:
    """Labels of the query's fields that lie on `target`, in its order."""
    named = [one if isinstance(one, str) else one.field for one in query.dimensions]
    named += [one if isinstance(one, str) else one.field for one in (query.summary.over if query.summary else ())]
    named += [one.field for one in _on_fields(query.filters)]
    labels = []
    for field in named:
        try:
            found = resolve_field(model, field)
        except UnknownField:
            continue
        if found.table == target:
            labels.append(found.field.label or found.field.name.replace("_", " "))
    return list(dict.fromkeys(labels))


def _on_fields(filters: Sequence[Filter]) -> list[OnField]:
    """The conditions on fields, those inside conditions on related rows too."""
    found: list[OnField] = []
    for one in leaves_of(filters):
        if isinstance(one, ExistsFilter | MeasureFilter):
            found += _on_fields(one.where)
        elif isinstance(one, OnField):
            found.append(one)
    return found


def _listed(names: list[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def _roads(
    error: AmbiguousPath, plan: SemanticQuery | ModelSql | WhyChanged, question: Question, model: SemanticModel
) -> tuple[Option, ...]:
    target = str(error.details.get("target", ""))
    options = []
    names = _texts(error.details.get("options"))[:MAX_OPTIONS]
    for name, label in zip(names, road_labels(model, names), strict=True):
        query = _by_road(plan, target, name, model) if isinstance(plan, SemanticQuery) else None
        asked = f"{question.text.rstrip(' ?.!')} ({label})"
        options.append(Option(label, describe(query, model) if query is not None else asked, query))
    return tuple(options)


def _by_road(query: SemanticQuery, target: str, road: str, model: SemanticModel) -> SemanticQuery | None:
    """The query with its fields of `target` reached by `road`; None when it names none of them."""

    def lies_there(field: str) -> bool:
        try:
            return resolve_field(model, field).table == target
        except UnknownField:
            return False

    def filtered(one: Filter) -> Filter:
        if isinstance(one, OnField):
            return one.model_copy(update={"via": road}) if one.via is None and lies_there(one.field) else one
        if isinstance(one, AndFilter):
            return one.model_copy(update={"and_": tuple(filtered(part) for part in one.and_)})
        if isinstance(one, OrFilter):
            return one.model_copy(update={"or_": tuple(filtered(part) for part in one.or_)})
        if isinstance(one, NotFilter):
            return one.model_copy(update={"not_": filtered(one.not_)})
        return one.model_copy(update={"where": tuple(filtered(part) for part in one.where)})

    def grouped(one: str | DimensionRef) -> str | DimensionRef:
        ref = DimensionRef(field=one) if isinstance(one, str) else one
        return ref.model_copy(update={"via": road}) if ref.via is None and lies_there(ref.field) else one

    summary = query.summary
    if summary is not None:
        summary = summary.model_copy(update={"over": tuple(grouped(one) for one in summary.over)})
    changed = query.model_copy(
        update={
            "dimensions": tuple(grouped(one) for one in query.dimensions),
            "filters": tuple(filtered(one) for one in query.filters),
            "summary": summary,
        }
    )
    return None if changed == query else changed


def road_labels(model: SemanticModel, names: Sequence[str]) -> list[str]:
    """What the relationships are called, each with the rows that refer by it where two are called alike."""
    labels = [_road_label(model, name) for name in names]
    made = []
    for name, label in zip(names, labels, strict=True):
        road = next((r for r in model.relationships if r.name == name), None)
        table = model.table(road.from_table) if road is not None else None
        alike = sum(1 for other in labels if other.lower() == label.lower()) > 1
        made.append(f"{label} of {lowered(table.label or table.name.replace('_', ' '))}" if alike and table else label)
    return made


def _road_label(model: SemanticModel, name: str) -> str:
    found = next((r for r in model.relationships if r.name == name), None)
    return found.label if found is not None and found.label else name.replace("_", " ").replace(".", ", ")


def _nearest(details: Mapping[str, Any], model: SemanticModel) -> tuple[str, ...]:
    """What can be asked instead, in words that the offline planner reads back."""
    near = details.get("nearest")
    if isinstance(near, str | SemanticQuery | Mapping):
        near = [near]
    said = []
    for one in list(near)[:MAX_OPTIONS] if isinstance(near, Iterable) else ():
        query = one if isinstance(one, str | SemanticQuery) else SemanticQuery.model_validate(one)
        said.append(query if isinstance(query, str) else describe(query, model))
    return tuple(said)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list | tuple) else ()
