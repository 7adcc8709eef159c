"""Which tables and fields of a model a question is about: the words of a model, and how well a question meets them.

A question is read as concepts: its words, pairs of words that are one name, and values. What a concept finds in a table counts by
how rare the word is among the tables and by where it stands (name of the table, of a field, a description). Tables next to each
other that together hold the concepts of a question count more than tables that each hold one by chance.
"""

from __future__ import annotations

import math
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.paths import Roads
from lunara.ask.planners.offline.words import (
    ADJECTIVES,
    COMPARATIVES,
    DATE_VERBS,
    EVENT_VERBS,
    FILLER,
    GENERIC_TAILS,
    LIGHT_VERBS,
    PARTICIPLE_ADJECTIVES,
    TABLE_NOISE,
    related,
)
from lunara.ask.tokens import Token, tokenize, verb_stems
from lunara.ask.values import ValueIndex
from lunara.semantic.model import Dimension, Measure, Relationship, Scalar, SemanticModel, Table

NEAR, VERB, ROOT, SAME, WIDER = 0.55, 0.5, 0.6, 0.6, 0.4
"""How much a synonym of ours, a verb's noun, a word of the same root, a synonym and a wider word of WordNet count against the
word itself."""
KNOWN_TOO = 0.6
"""How much less other words count when the model has this very word."""
OF_TABLE, OF_FIELD, OF_ROAD, SAID = 1.0, 0.55, 0.4, 0.2
"""How much a word counts in the name of a table, of a field, of a relationship, and in a description."""
NEXT_TO = 0.6
"""How much of what the next table holds counts for a table."""
TOGETHER = 0.6
"""How much the surroundings of a table count against the table itself."""
OPEN_ROADS = 6
"""From so many neighbours on a table stands next to everything, so that standing there says less."""
SAID_BEFORE = 0.8
"""How much a table's total counts beside what it says that the tables before it do not."""
CHOSEN, CHOSEN_AMONG = 12, 60
LITTLE = 0.1
DENIALS = frozenset(("no", "not", "never", "without", "none", "neither", "nor"))
VALUE = 0.8
EARLIER = 0.5
LONGEST_NAME = 4

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    word.partition(" ")[0]: attributes
    for known in (ADJECTIVES, PARTICIPLE_ADJECTIVES, COMPARATIVES)
    for word, (_, attributes) in known.items()
}
"""What adjectives speak of: "youngest" and "older" of an age."""

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
_ENDINGS = (
    "ization",
    "isation",
    "ation",
    "ition",
    "ement",
    "ment",
    "ance",
    "ence",
    "ness",
    "ing",
    "ion",
    "er",
    "or",
    "ee",
    "ed",
)


def root_of(word: str) -> str:
    """The word without a derivational ending, to tell that "performed" and "performance" are of one family.

    >>> {root_of(w) for w in ("performance", "performed", "performer", "perform")}
    {'perform'}
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


@dataclass(frozen=True)
class ValueHit:
    """A value that the question names, and the table and field that hold it."""

    table: str
    field: str
    value: Scalar


@dataclass(frozen=True)
class Concept:
    """Something that a question speaks of: words that may name it in a model, each with how well it says it."""

    text: str
    words: Mapping[str, float]
    says: float = 1.0
    """How much it says of what a question is about: "show" nearly nothing."""


@dataclass
class Relevance:
    """Tables of a model in order of relevance, and how relevant each field of them is."""

    tables: list[str]
    fields: Mapping[str, float] = field(default_factory=dict)
    values: list[ValueHit] = field(default_factory=list)
    derived: Mapping[str, float] = field(default_factory=dict)


class ModelWords:
    """The words of one model. Read-only once built."""

    def __init__(self, model: SemanticModel):
        self.model = model
        self.roads = Roads(model)
        self.tables = {t.name: t for t in model.tables if not t.hidden}
        self.number = {name: position for position, name in enumerate(self.tables)}
        self.names = list(self.tables)
        self.called = {
            words[0]
            for table in self.tables.values()
            for name in (table.label or table.name, table.name, *table.synonyms)
            if len(words := [w for w in words_of(name) if w not in TABLE_NOISE]) == 1
        }
        """Words that are the whole name of a table."""
        self._fields: dict[str, dict[str, dict[str, float]]] = {}
        strengths: dict[str, dict[int, float]] = {}
        for table in self.tables.values():
            self._read(table, strengths)
        self._measures: dict[str, list[str]] = {}
        for table in self.tables.values():
            for measure in table.measures:
                self._measures.setdefault(measure.name, []).append(table.name)
        self._derived = {m.name: m for m in model.measures if not m.hidden}
        for derived in self._derived.values():
            fields = _strengths(
                (derived.label or derived.name, derived.name), derived.synonyms, derived.description, 1.0
            )
            self._fields.setdefault("", {})[derived.name] = fields
            for name in self.tables_of(derived.name):
                _raise(strengths, fields, OF_FIELD, self.number[name])
        self.references: dict[str, list[Relationship]] = {}
        for r in model.relationships:
            self.references.setdefault(r.from_table, []).append(r)
            if r.from_table in self.number and (r.label or r.synonyms):
                called = _strengths((r.label or "",), r.synonyms, "", 1.0)
                _raise(strengths, called, OF_ROAD, self.number[r.from_table])
        count = len(self.tables)
        self.idf = {w: math.log(1 + (count - len(p) + 0.5) / (len(p) + 0.5)) for w, p in strengths.items()}
        self._postings: dict[str, tuple[Numbers, Floats]] = {
            word: (np.fromiter(found, np.int64, len(found)), np.fromiter(found.values(), np.float64, len(found)))
            for word, found in strengths.items()
        }
        self.vocabulary = sorted(w for w in self._postings if len(w) >= 5)
        self.families: dict[str, list[str]] = {}
        for word in sorted(self._postings):
            if len(word) >= 4:
                self.families.setdefault(root_of(word), []).append(word)
        self.narrower: dict[str, list[str]] = {}
        for word in sorted(self._postings):
            for wide in near_words(word).wider:
                self.narrower.setdefault(wide, []).append(word)
        self._to, self._from, self._starts, self._share = self._neighbourhood()

    # -- building ---------------------------------------------------------------------------------------------------

    def _read(self, table: Table, strengths: dict[str, dict[int, float]]) -> None:
        number = self.number[table.name]
        fields: dict[str, dict[str, float]] = {}
        own = _strengths((table.label or table.name, table.name), table.synonyms, table.description, OF_TABLE)
        items: list[Dimension | Measure] = [*table.dimensions, *table.measures]
        for item in items:
            if not item.hidden:
                fields[item.name] = _strengths(
                    (item.label or item.name, item.name), item.synonyms, item.description, 1.0
                )
        self._fields[table.name] = fields
        for words, level in ((own, 1.0), *((f, OF_FIELD) for f in fields.values())):
            _raise(strengths, words, level, number)

    def _neighbourhood(self) -> tuple[Numbers, Numbers, Numbers, Floats]:
        """Edges sorted by where they lead: ends (each once), starts, where an end's edges begin, what an end takes from them."""
        edges = sorted(
            {
                (self.number[a], self.number[b])
                for r in self.model.relationships
                for a, b in ((r.from_table, r.to_table), (r.to_table, r.from_table))
                if a != b and a in self.number and b in self.number
            }
        )
        ends = np.array([a for a, _ in edges], np.int64)
        starts = np.array([b for _, b in edges], np.int64)
        unique, begin, degree = np.unique(ends, return_index=True, return_counts=True)
        share = NEXT_TO * np.sqrt(np.minimum(1.0, OPEN_ROADS / np.maximum(1, degree)))
        return unique, starts, begin, share

    # -- asking -----------------------------------------------------------------------------------------------------

    def knows(self, word: str) -> bool:
        """Whether a name or description of the model has this word."""
        return word in self._postings

    def found(self, concept: Concept) -> Floats:
        """How much of a concept each table holds."""
        scores = np.zeros(len(self.names))
        for word, quality in concept.words.items():
            known = self._postings.get(word)
            if known is not None:
                tables, strengths = known
                scores[tables] = np.maximum(scores[tables], quality * self.idf[word] * strengths)
        return scores

    def together(self, found: Floats) -> Floats:
        """What each table and those within two steps of it hold of the concepts (rows of `found`); the near count more."""
        best = found
        for _ in range(2):
            if not len(self._to):
                break
            around = np.maximum.reduceat(best[:, self._from], self._starts, axis=1) * self._share
            wider = best.copy()
            wider[:, self._to] = np.maximum(wider[:, self._to], around)
            best = wider
        return np.asarray(best.sum(axis=0))

    @cached_property
    def samples(self) -> ValueIndex:
        """The values that the model itself holds."""
        return ValueIndex.from_model(self.model)

    def tables_of(self, name: str) -> tuple[str, ...]:
        """The tables that a name of a query leads to: "orders", "orders.revenue", "revenue", a measure over measures."""
        found: dict[str, None] = {}
        self._follow(name, found, set())
        return tuple(found)

    def _follow(self, name: str, found: dict[str, None], seen: set[str]) -> None:
        seen.add(name)
        table = name.partition(".")[0]
        if table in self.number:
            found.setdefault(table)
        elif name in self._derived:
            for part in _NAME.findall(self._derived[name].expression):
                if part not in seen:
                    self._follow(part, found, seen)
        else:
            found.update(dict.fromkeys(t for t in self._measures.get(name, ()) if t in self.number))

    def likeness(self, asked: Sequence[Concept], text: str) -> float:
        """Which share of what is asked a text speaks of, the rare words counting more: 0 to 1."""
        words = set(words_of(text))
        rare = math.log(1 + len(self.names))
        whole = shared = 0.0
        for concept in asked:
            if " " not in concept.text and concept.says > LITTLE:
                weight = self.idf.get(concept.text, rare)
                whole += weight
                best = max((q for w, q in concept.words.items() if w in words), default=0.0)
                shared += weight * (1.0 if concept.text in words else best)
        return shared / whole if whole else 0.0

    def field_scores(self, table: str, concepts: Sequence[Concept]) -> dict[str, float]:
        """How well each field of a table meets the concepts; of "" each measure over measures."""
        return {
            name: sum(
                max((q * self.idf[w] * words[w] for w, q in concept.words.items() if w in words), default=0.0)
                for concept in concepts
            )
            for name, words in self._fields.get(table, {}).items()
        }


def _raise(strengths: dict[str, dict[int, float]], words: Mapping[str, float], level: float, number: int) -> None:
    for word, strength in words.items():
        of = strengths.setdefault(word, {})
        of[number] = max(of.get(number, 0.0), strength * level)


def _strengths(names: Iterable[str], synonyms: Iterable[str], description: str, level: float) -> dict[str, float]:
    """Words of a thing's names and description with how much each says of it."""
    found: dict[str, float] = {}
    for text, weight in (*((n, 1.0) for n in names), *((s, 0.9) for s in synonyms)):
        words = words_of(text)
        said = {w: 0.15 if w in TABLE_NOISE and level == OF_TABLE else GENERIC_TAILS.get(w, 1.0) for w in words}
        total = sum(said.values()) or 1.0
        for word, says in said.items():
            strength = weight * level * (0.5 + 0.5 * says / total) * min(1.0, 0.4 + 0.6 * says)
            found[word] = max(found.get(word, 0.0), strength)
        if 1 < len(words) <= LONGEST_NAME:
            joined = "".join(words)
            found[joined] = max(found.get(joined, 0.0), weight * level)
    for word in words_of(description):
        if word not in FILLER and len(word) > 2:
            found.setdefault(word, SAID)
    return found


def concepts_of(text: str, known: ModelWords) -> list[Concept]:
    """What a question speaks of, in its order."""
    tokens = [t for t in tokenize(text) if t.kind in ("word", "quoted")]
    concepts = []
    stems: list[str] = []
    for position, token in enumerate(tokens):
        for stem in words_of(token.text) if token.kind == "quoted" else (token.stem,):
            stems.append(stem)
            says = _says(stem, token, known, first=position == 0)
            concepts.append(Concept(stem, _alternatives(stem, token, known, says), says))
    for length in range(2, LONGEST_NAME + 1):
        for at in range(len(stems) - length + 1):
            joined = "".join(stems[at : at + length])
            near = {w: ROOT for w in known.families.get(root_of(joined), ()) if len(joined) >= 6}
            if known.knows(joined):
                near[joined] = 1.0
            if near:
                concepts.append(Concept(" ".join(stems[at : at + length]), near))
    return concepts


def _alternatives(stem: str, token: Token, known: ModelWords, base: float) -> dict[str, float]:
    words: dict[str, float] = {}

    def add(word: str, quality: float) -> None:
        if known.knows(word):
            words[word] = max(words.get(word, 0.0), quality * base)

    add(stem, 1.0)
    for near in related(stem):
        add(near, NEAR)
    for verb in (token.low, *verb_stems(token.low)):
        for form in (verb, f"{verb}r", f"{verb}er", f"{verb}ing", f"{verb}ion", *EVENT_VERBS.get(verb, ())):
            add(form, VERB)
        for word in (*near_words(verb).family, *DATE_VERBS.get(verb, ())):
            add(word, VERB)
    for attribute in ATTRIBUTES.get(token.low, ()):
        add(attribute, VERB)
    if len(stem) >= 4 and base > LITTLE:
        for word in known.families.get(root_of(stem), ()):
            add(word, ROOT)
    if base > LITTLE and len(stem) > 2:
        level = KNOWN_TOO if stem in words else 1.0
        near_by = near_words(stem)
        for word in near_by.same:
            add(word, SAME * level)
        for word in near_by.family:
            add(word, ROOT * level)
        for word in (*near_by.wider, *known.narrower.get(stem, ())):
            add(word, WIDER * level)
    if not words and base == 1.0 and len(stem) >= 5:
        for word, ratio, _ in process.extract(stem, known.vocabulary, scorer=fuzz.ratio, score_cutoff=82, limit=3):
            add(word, ratio / 100 * 0.7)
    return words


def _says(stem: str, token: Token, known: ModelWords, *, first: bool) -> float:
    """How much a word says of what a question is about. "Show the likes" speaks of likes where these are a table, of no show."""
    if stem in known.called and not first and (stem not in FILLER or token.low != stem):
        return 1.0
    if stem in FILLER or stem in DENIALS or (first and stem in LIGHT_VERBS):
        return LITTLE
    return 0.5 if stem in LIGHT_VERBS or token.low in LIGHT_VERBS else 1.0


def values_in(text: str, values: ValueIndex, allowed: Iterable[str]) -> list[tuple[str, ValueHit]]:
    """Values that the question names, longest first, each with the words that name it."""
    tables = frozenset(allowed)
    tokens = [t for t in tokenize(text) if t.kind in ("word", "quoted", "number")]
    found: dict[tuple[str, ValueHit], None] = {}
    for length in (4, 3, 2, 1):
        for at in range(len(tokens) - length + 1):
            span = tokens[at : at + length]
            raw = " ".join(t.text for t in span)
            if length == 1 and (span[0].kind == "number" or span[0].low in FILLER or len(raw) < 2):
                continue
            for hit in values.lookup([t.stem for t in span], raw):
                if hit.table in tables and (len(raw) > 2 or str(hit.value) == raw):
                    found.setdefault((raw.lower(), ValueHit(hit.table, hit.field, hit.value)))
    return list(found)


def relevance(
    text: str, known: ModelWords, values: ValueIndex, allowed: set[str], earlier: Iterable[str] = ()
) -> Relevance:
    """The allowed tables that matter to a question, the best first. `earlier` are tables that the conversation was about."""
    concepts = concepts_of(text, known)
    named = values_in(text, values, allowed)
    rows = [known.found(concept) for concept in concepts]
    spans: dict[str, set[int]] = {}
    for raw, hit in named:
        if hit.table in known.number:
            spans.setdefault(raw, set()).add(known.number[hit.table])
    for raw, holders in spans.items():
        row = np.zeros(len(known.names))
        row[list(holders)] = VALUE * math.log(1 + len(known.names) / len(holders)) * (1 + 0.2 * raw.count(" "))
        rows.append(row)
    before = [known.number[t] for t in dict.fromkeys(earlier) if t in known.number]
    if before:
        row = np.zeros(len(known.names))
        row[before] = EARLIER * math.log(1 + len(known.names))
        rows.append(row)
    if not rows:
        return Relevance([])
    found = np.vstack(rows)
    if len(allowed) < len(known.names):
        found[:, [n for name, n in known.number.items() if name not in allowed]] = 0.0
    totals = found.sum(axis=0) + TOGETHER * known.together(found)
    order = _best_first(found, totals)
    ranked = [known.names[n] for n in order if known.names[n] in allowed]
    strength = {name: float(totals[known.number[name]]) for name in ranked}
    return Relevance(
        with_roads(known.roads, ranked, strength, allowed),
        _fields(known, ranked, concepts, named),
        [hit for _, hit in named],
        known.field_scores("", concepts),
    )


def _best_first(found: Floats, totals: Floats) -> list[int]:
    """Tables by their totals; of the first ones each says something that those before it do not."""
    order = [int(n) for n in np.lexsort((np.arange(len(totals)), -totals)) if totals[n] > 0]
    head, rest = order[:CHOSEN_AMONG], order[CHOSEN_AMONG:]
    placed: list[int] = []
    told = np.zeros(len(found))
    while head and len(placed) < CHOSEN:
        new = np.maximum(found[:, head] - told[:, None], 0.0).sum(axis=0)
        best = head.pop(int(np.argmax(new + SAID_BEFORE * totals[head])))
        placed.append(best)
        told = np.maximum(told, found[:, best])
    return [*placed, *head, *rest]


def _fields(
    known: ModelWords, ranked: list[str], concepts: Sequence[Concept], named: Sequence[tuple[str, ValueHit]]
) -> dict[str, float]:
    scores = {
        f"{table}.{name}": score
        for table in ranked[:200]
        for name, score in known.field_scores(table, concepts).items()
    }
    for _, hit in named:
        path = f"{hit.table}.{hit.field}"
        scores[path] = scores.get(path, 0.0) + VALUE * math.log(2 + len(known.names))
    return scores


STRONG = 0.45
FARTHEST = 4


def with_roads(roads: Roads, ranked: list[str], strength: Mapping[str, float], allowed: set[str]) -> list[str]:
    """The ranking with the tables that lie between the best ones right behind them."""
    placed: dict[str, None] = {}
    for position, table in enumerate(ranked):
        if position and position < 8 and strength[table] >= STRONG * strength[ranked[0]]:
            near = [(d, o) for o in placed if (d := roads.distance(o, table)) is not None and d <= FARTHEST]
            if near:
                for between in _between(roads, min(near)[1], table):
                    if between in allowed:
                        placed.setdefault(between)
        placed.setdefault(table)
    return list(placed)


def _between(roads: Roads, start: str, end: str) -> list[str]:
    """The tables on one shortest road between two, without themselves."""
    distance = roads.distance(start, end)
    found, here = [], end
    for steps in range((distance or 0) - 1, 0, -1):
        here = min(t for t in roads.neighbours(here) if roads.distance(start, t) == steps)
        found.append(here)
    return list(reversed(found))


_KEPT: OrderedDict[int, ModelWords] = OrderedDict()
_LOCK = threading.Lock()


def words_of_model(model: SemanticModel) -> ModelWords:
    """The words of a model, read once and kept for the last few models."""
    with _LOCK:
        kept = _KEPT.get(id(model))
        if kept is not None and kept.model is model:
            _KEPT.move_to_end(id(model))
            return kept
    made = ModelWords(model)
    with _LOCK:
        _KEPT[id(model)] = made
        while len(_KEPT) > 8:
            _KEPT.popitem(last=False)
    return made
