"""What a planner is shown of a model for one question: tables, fields, values, verified questions and instructions that matter.

The most relevant first (`lunara.ask.relevance`), within a budget of tokens whatever the model's size, the same for every
planner. The words of a model are read once; a question on 3,000 tables takes milliseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lunara.ask.concepts import concepts_of
from lunara.ask.model_words import ModelWords, words_of_model
from lunara.ask.plan import ModelSql
from lunara.ask.question import Question
from lunara.ask.relevance import Relevance, relevance
from lunara.ask.shown import MOST_NAMES, derived_part, relationship_part, table_part, tokens_of, written
from lunara.ask.values import ValueIndex
from lunara.ask.wire import query_json
from lunara.semantic.model import Dimension, Measure, Scalar, SemanticModel, Table, VerifiedQuestion
from lunara.semantic.query import SemanticQuery

T = TypeVar("T")

BUDGET_TOKENS = 2_800
"""What the model may take of a prompt of 4,000 tokens."""
BREADTH = 12
"""So many tables are shown before any is shown in full."""
MOST_VALUES = 40
ALIKE, MOST_VERIFIED = 0.5, 3
"""From what share of a question's words on a verified one is about the same."""
SMALL = 60
"""A model of so many tables is listed to its end."""
_OF_INSTRUCTIONS, _OF_VERIFIED, _OF_VALUES, _OF_DERIVED, _OF_JOINS = 0.2, 0.2, 0.1, 0.15, 0.2
"""Which share of the budget each may take at most."""
_OF_BREADTH, _OF_FULL, _OF_TABLES = 0.6, 0.8, 0.9
"""To which share the budget is spent with the first tables in short, with tables in full, and with all tables."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True)
class ContextValue:
    """A value that the question names, and the field that holds it."""

    field: str
    value: Scalar


@dataclass(frozen=True)
class Context:
    """`tables` (logical names) and `fields` (`table.field`), most relevant first; `tokens` is an estimate of all of it.

    `model` is what a provider is given of the model: tables, relationships, measures over measures. `verified` are verified
    questions about the same things, `instructions` the sentences that matter where all of them are too long.
    """

    tables: tuple[str, ...]
    fields: tuple[str, ...]
    values: tuple[ContextValue, ...] = ()
    tokens: int = 0
    model: Mapping[str, Any] = field(default_factory=dict, repr=False)
    verified: tuple[VerifiedQuestion, ...] = ()
    instructions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The model as a provider reads it."""
        return written(self.model)


def context_for(
    question: Question,
    model: SemanticModel,
    values: ValueIndex | None = None,
    budget_tokens: int = BUDGET_TOKENS,
    tables: int | None = None,
    *,
    max_tables: int | None = None,
    samples: bool = False,
) -> Context:
    """The part of the model that a planner needs for the question, within `budget_tokens` (an estimate).

    `values` find fields by what they hold (None: by the model's own samples); `samples` writes the model's samples into the text.
    `tables` (or `max_tables`) asks for at most that many tables. A model that fits the budget whole is shown whole.
    """
    known = words_of_model(model)
    allowed = set(known.tables) & set(question.tables) if question.tables is not None else set(known.tables)
    alike = _verified(known, question)
    earlier = [*_tables_before(question, known), *(t for v in alike[:1] for t in _tables_named(v.query, known))]
    found = relevance(
        question.text,
        known,
        known.samples if values is None else values,
        allowed,
        earlier=earlier,
        used=_used(question, known),
    )
    ordered = _with_others(known, found.tables, allowed)
    wanted = tables if tables is not None else max_tables
    return _Fitting(known, found, budget_tokens, samples).context(question, ordered[:wanted], alike)


def _with_others(known: ModelWords, ranked: list[str], allowed: set[str]) -> list[str]:
    """What the best tables refer to behind the ranking, and of a small model what is left."""
    seen = dict.fromkeys(ranked)
    for table in ranked[:6]:
        for relationship in known.references.get(table, ()):
            if relationship.to_table in allowed:
                seen.setdefault(relationship.to_table)
    if len(known.tables) <= SMALL or not ranked:
        seen.update(dict.fromkeys(t for t in known.tables if t in allowed))
    return list(seen)


class _Fitting:
    """Fits what was found into the budget: many tables in short before few in full."""

    def __init__(self, known: ModelWords, found: Relevance, budget: int, samples: bool):
        self.known, self.found, self.budget, self.samples = known, found, budget, samples
        self.spent = 0
        self.parts: dict[str, tuple[dict[str, Any], list[str]]] = {}

    def context(self, question: Question, ordered: Sequence[str], alike: Sequence[VerifiedQuestion]) -> Context:
        model = self.known.model
        instructions = self._instructions(question)
        verified = self._while_it_fits(alike, lambda v: written([v.question, v.query]), _OF_VERIFIED)
        values = [ContextValue(f"{h.table}.{h.field}", h.value) for h in self.found.values[:MOST_VALUES]]
        values = self._while_it_fits(values, lambda v: written([v.field, v.value]), _OF_VALUES)
        derived = [m for m in model.measures if not m.hidden]
        derived.sort(key=lambda m: -self.found.derived.get(m.name, 0.0))
        meant = sum(m.name in self.found.derived for m in derived)
        self._show(ordered[:BREADTH], _OF_BREADTH)
        over = self._while_it_fits([derived_part(m) for m in derived[:meant]], written, _OF_DERIVED)
        relationships = self._while_it_fits(self._joins(), written, _OF_JOINS)
        self._in_full()
        self._show(ordered[BREADTH:], _OF_TABLES)
        relationships += self._while_it_fits(self._joins()[len(relationships) :], written)
        over += self._while_it_fits([derived_part(m) for m in derived[len(over) :]], written)
        ranked = sorted(
            (
                (self.found.fields.get(f"{table}.{name}", 0.0) - 0.001 * position, f"{table}.{name}")
                for position, (table, (_, names)) in enumerate(self.parts.items())
                for name in names
            ),
            key=lambda item: -item[0],
        )
        kept = {f"{table}.{name}" for table, (_, names) in self.parts.items() for name in names}
        return Context(
            tables=tuple(self.parts),
            fields=(*(name for _, name in ranked), *(part["name"] for part in over)),
            values=tuple(v for v in values if v.field in kept),
            tokens=self.spent,
            model={
                "tables": [part for part, _ in self.parts.values()],
                "relationships": relationships,
                "measures_over_measures": over,
            },
            verified=tuple(verified),
            instructions=tuple(instructions),
        )

    def _while_it_fits(self, items: Iterable[T], text: Callable[[T], str], share: float = 1.0) -> list[T]:
        """Items from the first on, as long as they take no more than this share of the budget, or what is left of it."""
        most = min(self.budget - self.spent, self.budget * share)
        kept: list[T] = []
        taken = 0
        for item in items:
            cost = tokens_of(text(item)) + 1
            if taken + cost > most:
                break
            taken += cost
            kept.append(item)
        self.spent += taken
        return kept

    def _instructions(self, question: Question) -> list[str]:
        """The model's instructions and the agent's; of long ones the sentences about what is asked, in their own order."""
        own, agents = self.known.model.instructions.strip(), question.instructions.strip()
        given = [t for t in ((agents,) if own in agents else (own, agents)) if t]
        if sum(tokens_of(t) + 1 for t in given) <= self.budget * _OF_INSTRUCTIONS:
            return self._while_it_fits(given, str, _OF_INSTRUCTIONS)
        sentences = [s.strip() for text in given for s in _SENTENCE.split(text) if s.strip()]
        asked = concepts_of(question.text, self.known)
        order = sorted(range(len(sentences)), key=lambda n: (-self.known.likeness(asked, sentences[n]), n))
        kept = self._while_it_fits(order, lambda n: sentences[n], _OF_INSTRUCTIONS)
        return [sentences[n] for n in sorted(kept)]

    def _joins(self) -> list[dict[str, Any]]:
        """Relationships between the tables shown, those of the best ones first."""
        place = {name: position for position, name in enumerate(self.parts)}
        found = [r for name in place for r in self.known.references.get(name, ()) if r.to_table in place]
        found.sort(key=lambda r: max(place[r.from_table], place[r.to_table]))
        return [relationship_part(r) for r in found]

    def _in_full(self) -> None:
        """Write the tables with all their fields, from the best on, while there is room."""
        for name in list(self.parts):
            table = self.known.tables[name]
            every = [i.name for i in _fields_of(table)][:MOST_NAMES]
            part = table_part(table, every, every, samples=self.samples)
            more = tokens_of(written(part)) - tokens_of(written(self.parts[name][0]))
            if self.spent + more <= self.budget * _OF_FULL:
                self.spent += more
                self.parts[name] = part, every

    def _show(self, names: Sequence[str], share: float) -> None:
        for name in names:
            room = int(self.budget * share) - self.spent
            table = self.known.tables[name]
            best = self._best(table)
            every = [*best, *(i.name for i in _fields_of(table) if i.name not in best)]
            for most in (MOST_NAMES, 24, 8):
                named = every[:most]
                part = table_part(table, best[:most], named, samples=self.samples)
                cost = tokens_of(written(part)) + 1
                if cost <= room:
                    break
            else:
                if self.parts:
                    return
                named = []
                part = {"name": name}
                cost = tokens_of(written(part))
            self.spent += cost
            self.parts[name] = part, named

    def _best(self, table: Table) -> list[str]:
        """The fields of a table that the question may mean, the best first: at most a dozen."""
        scores = {i.name: self.found.fields.get(f"{table.name}.{i.name}", 0.0) for i in _fields_of(table)}
        return [n for n in sorted(scores, key=lambda n: -scores[n]) if scores[n] > 0][:12]


def _fields_of(table: Table) -> list[Dimension | Measure]:
    every: list[Dimension | Measure] = [*table.dimensions, *table.measures]
    return [item for item in every if not item.hidden]


def _verified(known: ModelWords, question: Question) -> list[VerifiedQuestion]:
    """Verified questions, of people and of the model, that share most of what is asked, the most alike first."""
    every = (*question.verified, *known.model.verified_questions)
    asked = concepts_of(question.text, known) if every else []
    alike = [(known.likeness(asked, v.question), n) for n, v in enumerate(every)]
    best = sorted((-score, n) for score, n in alike if score >= ALIKE)[:MOST_VERIFIED]
    return [every[n] for _, n in best]


def _used(question: Question, known: ModelWords) -> Mapping[str, int]:
    """How often each table is asked for, in verified questions too."""
    every = (*question.verified, *known.model.verified_questions)
    verified = (t for v in every for t in dict.fromkeys(_tables_named(v.query, known)))
    return Counter(question.used) + Counter(verified)


def _tables_before(question: Question, known: ModelWords) -> list[str]:
    """Tables that the last plan of the conversation was about: a follow-up speaks of them without a word."""
    for turn in reversed(question.history):
        if isinstance(turn.plan, SemanticQuery):
            return _tables_named(query_json(turn.plan), known)
        if isinstance(turn.plan, ModelSql):
            return [t for word in dict.fromkeys(re.findall(r"\w+", turn.plan.sql)) for t in known.tables_of(word)]
    return []


def _tables_named(query: Any, known: ModelWords) -> list[str]:
    """Tables that the texts of a stored query name."""
    if isinstance(query, Mapping):
        return [t for value in query.values() for t in _tables_named(value, known)]
    if isinstance(query, list | tuple):
        return [t for value in query for t in _tables_named(value, known)]
    return list(known.tables_of(query)) if isinstance(query, str) else []
