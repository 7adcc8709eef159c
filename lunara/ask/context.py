"""What a planner is shown of a model for one question: the tables, fields and values that matter, within a token budget.

Lexical only: BM25 over names, labels, synonyms and descriptions, near-synonyms and misspellings through the same word lists as
the offline planner, values through the value index, and the tables on the joins between what matched. The index of a model is
built once; a question on 3,000 tables takes milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from lunara.ask.question import Question
from lunara.ask.relevance import ModelWords, relevance, words_of_model
from lunara.ask.values import ValueIndex
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Scalar, SemanticModel, Table, VerifiedQuestion

CHARACTERS_PER_TOKEN = 3.6
SMALL = 60
"""A model of so many tables is shown as a whole where the budget allows it."""


@dataclass(frozen=True)
class ContextValue:
    """A value that the question names, and the field that holds it."""

    field: str
    value: Scalar


@dataclass(frozen=True)
class Context:
    """`tables` (logical names) and `fields` (`table.field`), most relevant first; `tokens` is an estimate of `text`.

    `text` is what a provider is given; `verified` are verified questions about the same things.
    """

    tables: tuple[str, ...]
    fields: tuple[str, ...]
    values: tuple[ContextValue, ...] = ()
    tokens: int = 0
    text: str = field(default="", repr=False)
    verified: tuple[VerifiedQuestion, ...] = ()
    instructions: str = ""


def context_for(
    question: Question,
    model: SemanticModel,
    values: ValueIndex | None = None,
    budget_tokens: int = 4_000,
    tables: int | None = None,
    *,
    max_tables: int | None = None,
) -> Context:
    """The part of the model that a planner needs for the question, within `budget_tokens` (an estimate).

    `tables` (or `max_tables`) asks for at most that many tables. A model that fits the budget whole is shown whole.
    """
    known = words_of_model(model)
    allowed = set(known.tables) & set(question.tables) if question.tables is not None else set(known.tables)
    found = relevance(question.text, known, values or ValueIndex.from_model(model), allowed)
    ordered = _with_others(known, found.tables, allowed)
    wanted = tables if tables is not None else max_tables
    values_found = [ContextValue(f"{hit.table}.{hit.field}", hit.value) for hit in found.values][:40]
    limit = wanted if wanted is not None else len(ordered)
    return _fit(
        model, known, ordered[:limit], found.fields, values=values_found, budget=budget_tokens, question=question
    )


def _with_others(known: ModelWords, ranked: list[str], allowed: set[str]) -> list[str]:
    """What the best tables refer to behind the ranking, and of a small model what is left."""
    seen = dict.fromkeys(ranked)
    for table in ranked[:6]:
        for relationship in known.model.relationships:
            if relationship.from_table == table and relationship.to_table in allowed:
                seen.setdefault(relationship.to_table)
    if len(known.tables) <= SMALL or not ranked:
        for table in known.tables:
            if table in allowed:
                seen.setdefault(table)
    return list(seen)


def _fit(
    model: SemanticModel,
    index: ModelWords,
    ordered: list[str],
    scores: Mapping[str, float],
    *,
    values: list[ContextValue],
    budget: int,
    question: Question,
) -> Context:
    """Write tables with their fields until the budget is spent: all fields of the first ones, the best of the others."""
    lines: list[str] = []
    spent = 0.0
    tables: list[str] = []
    fields: list[tuple[float, str]] = []
    instructions = "\n".join(t for t in (model.instructions, question.instructions) if t)
    spent += len(instructions) / CHARACTERS_PER_TOKEN
    limit = budget * 0.92
    for position, name in enumerate(ordered):
        table = index.tables[name]
        items = _fields_of(index, table, scores, everything=position < 6)
        text = _table_text(table, [i for _, i in items], position < 6)
        cost = len(text) / CHARACTERS_PER_TOKEN
        if spent + cost > limit:
            items = _fields_of(index, table, scores, everything=False)[:8]
            text = _table_text(table, [i for _, i in items], False)
            cost = len(text) / CHARACTERS_PER_TOKEN
            if spent + cost > limit:
                if tables:
                    break
                text = text[: int(limit * CHARACTERS_PER_TOKEN)]
                cost = len(text) / CHARACTERS_PER_TOKEN
        spent += cost
        lines.append(text)
        tables.append(name)
        fields.extend((s - 0.001 * position, f"{name}.{i.name}") for s, i in items)
    shown = set(tables)
    joins = [
        f"- {r.name}: {r.from_table}({', '.join(r.from_columns)}) -> {r.to_table}({', '.join(r.to_columns)}) {r.cardinality}"
        for r in model.relationships
        if r.from_table in shown and r.to_table in shown
    ]
    derived = [_derived_text(m) for m in model.measures if not m.hidden]
    kept = [v for v in values if v.field.rpartition(".")[0] in shown]
    for title, part in (("relationships:", joins), ("measures over measures:", derived)):
        for text in part:
            cost = (len(text) + 1) / CHARACTERS_PER_TOKEN
            if spent + cost > budget:
                break
            if part.index(text) == 0:
                lines.append(title)
            lines.append(text)
            spent += cost
    ranked = [name for _, name in sorted(fields, key=lambda f: (-f[0],))]
    ranked += [m.name for m in model.measures if not m.hidden]
    text = "\n".join(lines)
    return Context(
        tables=tuple(tables),
        fields=tuple(ranked),
        values=tuple(kept),
        tokens=min(budget, round(spent)) if spent <= budget else round(spent),
        text=text,
        verified=_verified(model, question),
        instructions=instructions,
    )


def _fields_of(
    index: ModelWords, table: Table, scores: Mapping[str, float], everything: bool
) -> list[tuple[float, Dimension | Measure]]:
    every: list[Dimension | Measure] = [*table.dimensions, *table.measures]
    items: list[tuple[float, Dimension | Measure]] = [
        (scores.get(f"{table.name}.{i.name}", 0.0), i) for i in every if not i.hidden
    ]
    items.sort(key=lambda item: -item[0])
    if everything:
        return items[:80]
    best = [item for item in items if item[0] > 0][:12]
    return best or items[:6]


def _table_text(table: Table, items: Sequence[Dimension | Measure], full: bool) -> str:
    lines = [
        f"table {table.name}"
        + (f" ({table.label})" if table.label else "")
        + (f": {table.description}" if full else "")
    ]
    for item in items:
        if isinstance(item, Measure):
            lines.append(f"  measure {item.name}: {item.aggregate}({item.expression or '*'})" + _about(item, full))
        else:
            lines.append(f"  {item.type} {item.name}" + _about(item, full))
    return "\n".join(lines)


def _about(item: Dimension | Measure | DerivedMeasure, full: bool) -> str:
    text = f" [{item.label}]" if item.label and item.label.lower() != item.name.replace("_", " ") else ""
    if full and item.synonyms:
        text += f" also {', '.join(item.synonyms[:4])}"
    if full and item.description:
        text += f" - {item.description[:120]}"
    return text


def _derived_text(measure: DerivedMeasure) -> str:
    own = measure.model_dump(
        mode="json", by_alias=True, include={"where", "window", "offset", "fill_nulls_with"}, exclude_defaults=True
    )
    told = "".join(f", {key} {json.dumps(value)}" for key, value in own.items())
    return f"  measure {measure.name} = {measure.expression}{told}" + _about(measure, False)


def _verified(model: SemanticModel, question: Question) -> tuple[VerifiedQuestion, ...]:
    if not model.verified_questions:
        return ()
    texts = [v.question for v in model.verified_questions]
    found = process.extract(question.text, texts, scorer=fuzz.token_set_ratio, score_cutoff=60, limit=3)
    return tuple(model.verified_questions[position] for _, _, position in found)
