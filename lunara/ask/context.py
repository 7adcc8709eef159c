"""What a planner is shown of a model for one question: the tables, fields and values that matter, within a token budget.

Lexical only: BM25 over names, labels, synonyms and descriptions, near-synonyms and misspellings through the same word lists as
the offline planner, values through the value index, and the tables on the joins between what matched. The index of a model is
built once; a question on 3,000 tables takes milliseconds.
"""

from __future__ import annotations

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.paths import Roads
from lunara.ask.planners.offline.words import FILLER, LIGHT_VERBS, TABLE_NOISE, related
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize, verb_stems
from lunara.ask.values import ValueIndex
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Scalar, SemanticModel, Table, VerifiedQuestion

CHARACTERS_PER_TOKEN = 3.6
_K1, _B = 1.4, 0.6
_FIELD_SHARE = 0.55
_JOINER_SHARE = 0.4


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


@dataclass
class _Document:
    table: str
    name: str
    own: dict[str, float]
    length: float


class ContextIndex:
    """The words of one model. Read-only once built."""

    def __init__(self, model: SemanticModel):
        self.model = model
        self.roads = Roads(model)
        self.tables = {t.name: t for t in model.tables if not t.hidden}
        self.documents: list[_Document] = []
        self.of_table: dict[str, list[int]] = {}
        self.postings: dict[str, list[tuple[int, float]]] = {}
        self.joined: dict[str, list[int]] = {}
        for table in self.tables.values():
            self._table(table)
        count = max(1, len(self.documents))
        self.average = sum(d.length for d in self.documents) / count
        self.idf = {w: math.log(1 + (count - len(p) + 0.5) / (len(p) + 0.5)) for w, p in self.postings.items()}
        self.vocabulary = sorted(w for w in self.postings if len(w) >= 5)

    def _table(self, table: Table) -> None:
        names = [(table.label or table.name, 2.0), (table.name, 2.0), *((s, 1.6) for s in table.synonyms)]
        self._document(table.name, "", names, table.description)
        items: list[Dimension | Measure] = [*table.dimensions, *table.measures]
        for item in items:
            if not item.hidden:
                labels = [(item.label or item.name, 1.5), (item.name, 1.5), *((s, 1.3) for s in item.synonyms)]
                self._document(table.name, item.name, labels, item.description)

    def _document(self, table: str, name: str, names: Iterable[tuple[str, float]], description: str) -> None:
        own: dict[str, float] = {}
        number = len(self.documents)
        for text, weight in names:
            words = [w for w in words_of(text) if w not in TABLE_NOISE or not name]
            for word in words:
                own[word] = max(own.get(word, 0.0), weight if word not in TABLE_NOISE else 0.2)
            if len(words) > 1:
                self.joined.setdefault("".join(words), []).append(number)
        for word in words_of(description):
            if word not in FILLER and len(word) > 2:
                own.setdefault(word, 0.35)
        self.documents.append(_Document(table, name, own, sum(own.values())))
        self.of_table.setdefault(table, []).append(number)
        for word, weight in own.items():
            self.postings.setdefault(word, []).append((number, weight))

    def score(self, words: Sequence[tuple[str, float]]) -> dict[int, float]:
        """BM25 of each document for weighted words."""
        scores: dict[int, float] = {}
        for word, weight in words:
            idf = self.idf.get(word)
            if idf is None:
                continue
            for number, frequency in self.postings[word]:
                length = self.documents[number].length / self.average
                gain = frequency * (_K1 + 1) / (frequency + _K1 * (1 - _B + _B * length))
                scores[number] = scores.get(number, 0.0) + weight * idf * gain
        return scores


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
    index = index_for(model)
    allowed = set(index.tables) & set(question.tables) if question.tables is not None else set(index.tables)
    stems, weighted = _query_words(question.text, index)
    scores = index.score(weighted)
    for joined, numbers in _joined_hits(stems, index):
        for number in numbers:
            scores[number] = scores.get(number, 0.0) + 4.0 + 0.1 * len(joined)
    found_values, value_scores = _values(question.text, values or ValueIndex.from_model(model), allowed)
    ranked = _ranked_tables(index, scores, value_scores, allowed)
    ordered = _with_joiners(index, ranked, allowed)
    wanted = tables if tables is not None else max_tables
    limit = wanted if wanted is not None else len(ordered)
    return _fit(model, index, ordered[:limit], scores, values=found_values, budget=budget_tokens, question=question)


def _query_words(text: str, index: ContextIndex) -> tuple[list[str], list[tuple[str, float]]]:
    stems: list[str] = []
    weighted: dict[str, float] = {}
    for token in tokenize(text):
        if token.kind not in ("word", "quoted"):
            continue
        for low in words_of(token.text) if token.kind == "quoted" else (token.stem,):
            stems.append(low)
            known = low in index.postings
            base = 0.25 if low in FILLER or low in LIGHT_VERBS else 1.0
            if known:
                weighted[low] = max(weighted.get(low, 0.0), base)
            for near in related(low):
                if near in index.postings:
                    weighted[near] = max(weighted.get(near, 0.0), 0.55 * base)
            for verb in verb_stems(token.low):
                for form in (verb, f"{verb}r", f"{verb}er", f"{verb}ing", f"{verb}ion"):
                    if form in index.postings:
                        weighted[form] = max(weighted.get(form, 0.0), 0.5)
            if not known and base == 1.0 and len(low) >= 5:
                for word, ratio, _ in process.extract(
                    low, index.vocabulary, scorer=fuzz.ratio, score_cutoff=82, limit=3
                ):
                    weighted[word] = max(weighted.get(word, 0.0), ratio / 100 * 0.7)
    return stems, list(weighted.items())


def _joined_hits(stems: list[str], index: ContextIndex) -> Iterable[tuple[str, list[int]]]:
    for length in (2, 3, 4):
        for at in range(len(stems) - length + 1):
            joined = "".join(stems[at : at + length])
            if joined in index.joined:
                yield joined, index.joined[joined]
    for stem in stems:
        if stem in index.joined:
            yield stem, index.joined[stem]


def _values(text: str, values: ValueIndex, allowed: set[str]) -> tuple[list[ContextValue], dict[str, float]]:
    tokens = [t for t in tokenize(text) if t.kind in ("word", "quoted", "number")]
    found: dict[ContextValue, None] = {}
    scores: dict[str, float] = {}
    for length in (4, 3, 2, 1):
        for at in range(len(tokens) - length + 1):
            span = tokens[at : at + length]
            raw = " ".join(t.text for t in span)
            if length == 1 and (span[0].kind == "number" or span[0].low in FILLER or len(raw) < 2):
                continue
            for hit in values.lookup([t.stem for t in span], raw):
                if hit.table in allowed and (len(raw) > 2 or str(hit.value) == raw):
                    found.setdefault(ContextValue(f"{hit.table}.{hit.field}", hit.value))
                    scores[hit.table] = max(scores.get(hit.table, 0.0), 2.0 + length)
    return list(found)[:40], scores


def _ranked_tables(
    index: ContextIndex, scores: dict[int, float], values: dict[str, float], allowed: set[str]
) -> list[tuple[float, str]]:
    totals: dict[str, float] = {}
    fields: dict[str, list[float]] = {}
    for number, score in scores.items():
        document = index.documents[number]
        if document.table not in allowed:
            continue
        if document.name:
            fields.setdefault(document.table, []).append(score)
        else:
            totals[document.table] = totals.get(document.table, 0.0) + score
    for table, found in fields.items():
        best = sorted(found, reverse=True)[:4]
        totals[table] = totals.get(table, 0.0) + _FIELD_SHARE * sum(s / (i + 1) for i, s in enumerate(best))
    for table, score in values.items():
        totals[table] = totals.get(table, 0.0) + score
    return sorted(((s, t) for t, s in totals.items()), key=lambda item: (-item[0], item[1]))


def _with_joiners(index: ContextIndex, ranked: list[tuple[float, str]], allowed: set[str]) -> list[str]:
    """Put the tables that lie between the best matches right behind them; then what is left, by name of relevance."""
    if not ranked:
        return [t for t in index.tables if t in allowed]
    best = ranked[0][0]
    strong = [t for s, t in ranked[:8] if s >= _JOINER_SHARE * best]
    ordered: list[str] = []
    for position, table in enumerate(strong):
        ordered.append(table)
        for other in strong[:position]:
            for between in _between(index.roads, other, table):
                if between in allowed and between not in ordered and between not in strong:
                    ordered.append(between)
    seen = dict.fromkeys(ordered)
    for _, table in ranked:
        seen.setdefault(table)
    for table in list(seen)[:6]:
        for relationship in index.model.relationships:
            if relationship.from_table == table and relationship.to_table in allowed:
                seen.setdefault(relationship.to_table)
    if len(index.tables) <= 60:
        for table in index.tables:
            if table in allowed:
                seen.setdefault(table)
    return list(seen)


def _between(roads: Roads, start: str, end: str) -> list[str]:
    """The tables on one shortest road between two, without themselves; empty when they are far apart."""
    distance = roads.distance(start, end)
    if distance is None or not 2 <= distance <= 4:
        return []
    found, here = [], end
    for steps in range(distance - 1, 0, -1):
        nearer = sorted(t for t in roads.neighbours(here) if roads.distance(start, t) == steps)
        if not nearer:
            return []
        here = nearer[0]
        found.append(here)
    return list(reversed(found))


def _fit(
    model: SemanticModel,
    index: ContextIndex,
    ordered: list[str],
    scores: dict[int, float],
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
    index: ContextIndex, table: Table, scores: dict[int, float], everything: bool
) -> list[tuple[float, Dimension | Measure]]:
    by_name = {index.documents[n].name: scores.get(n, 0.0) for n in index.of_table[table.name]}
    every: list[Dimension | Measure] = [*table.dimensions, *table.measures]
    items: list[tuple[float, Dimension | Measure]] = [(by_name.get(i.name, 0.0), i) for i in every if not i.hidden]
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


_CACHE: OrderedDict[int, ContextIndex] = OrderedDict()
_LOCK = threading.Lock()


def index_for(model: SemanticModel) -> ContextIndex:
    """The word index of a model, built once and kept for the last few models."""
    with _LOCK:
        kept = _CACHE.get(id(model))
        if kept is not None and kept.model is model:
            _CACHE.move_to_end(id(model))
            return kept
    made = ContextIndex(model)
    with _LOCK:
        _CACHE[id(model)] = made
        while len(_CACHE) > 8:
            _CACHE.popitem(last=False)
    return made
