"""The words of a model: which tables and fields they are in, how rare they are, and what stands next to what."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lunara.ask.near_words import near_words
from lunara.ask.paths import roads_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import FILLER, GENERIC_TAILS, TABLE_NOISE
from lunara.ask.values import ValueIndex
from lunara.semantic.kept import LastFew
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table

OF_TABLE, OF_FIELD, OF_ROAD, SAID = 1.0, 0.55, 0.4, 0.2
"""How much a word counts in the name of a table, of a field, of a relationship, and in a description."""
NEXT_TO = 0.6
"""How much of what the next table holds counts for a table."""
SHARED_BY = 4
"""Columns of one name tell that their tables belong together while no more than so many tables have them."""
OPEN_ROADS, THOROUGHFARE = 6, 40
"""From so many neighbours on a table stands next to everything: standing there says less, and from the second on no road leads
through it."""
LITTLE = 0.1
"""How much a word says that is in every question."""
LONGEST_NAME = 4

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Meant = dict[str, list[tuple[int, float]]]

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
class Concept:
    """Something that a question speaks of: words that may name it in a model, each with how well it says it."""

    text: str
    words: Mapping[str, float]
    says: float = 1.0
    """How much it says of what a question is about: "show" nearly nothing."""


class ModelWords:
    """The words of one model. Read-only once built."""

    def __init__(self, model: SemanticModel):
        self.model = model
        self.roads = roads_of(model)
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
        self._beside = self._pairs()
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

    def _pairs(self) -> dict[int, set[int]]:
        """Tables next to each other: by a relationship, or by a column that few tables have and whose name says something."""
        beside: dict[int, set[int]] = {}
        for r in self.model.relationships:
            a, b = self.number.get(r.from_table), self.number.get(r.to_table)
            if a is not None and b is not None and a != b:
                beside.setdefault(a, set()).add(b)
                beside.setdefault(b, set()).add(a)
        shared: dict[str, list[int]] = {}
        for table in self.tables.values():
            for dimension in table.dimensions:
                shared.setdefault(dimension.name, []).append(self.number[table.name])
        for name, holders in shared.items():
            if 1 < len(holders) <= SHARED_BY and any(
                w not in GENERIC_TAILS and w not in FILLER for w in words_of(name)
            ):
                for one in holders:
                    beside.setdefault(one, set()).update(h for h in holders if h != one)
        return beside

    def _neighbourhood(self) -> tuple[Numbers, Numbers, Numbers, Floats]:
        """Edges sorted by where they lead: ends (each once), starts, where an end's edges begin, what an end takes from them."""
        edges = sorted((a, b) for a, others in self._beside.items() for b in others)
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

    def steps(self, number: int, most: int) -> dict[int, int]:
        """Tables within so many steps of a table, with how many they are."""
        found = {number: 0}
        queue = deque([number])
        while queue:
            here = queue.popleft()
            beside = self._beside.get(here, ())
            if found[here] < most and (here == number or len(beside) <= THOROUGHFARE):
                for there in beside:
                    if there not in found:
                        found[there] = found[here] + 1
                        queue.append(there)
        return found

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

    def meant(self, concepts: Sequence[Concept]) -> Meant:
        """By word which concepts it may say, and how much it says of them."""
        found: Meant = {}
        for number, concept in enumerate(concepts):
            for word, quality in concept.words.items():
                found.setdefault(word, []).append((number, quality * self.idf[word]))
        return found

    def field_scores(self, table: str, meant: Meant) -> dict[str, float]:
        """How well each field of a table meets the concepts, where it does; of "" each measure over measures."""
        scores = {}
        for name, words in self._fields.get(table, {}).items():
            best: dict[int, float] = {}
            for word in words.keys() & meant.keys():
                for number, says in meant[word]:
                    best[number] = max(best.get(number, 0.0), says * words[word])
            if best:
                scores[name] = sum(best.values())
        return scores


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


_KEPT: LastFew[ModelWords] = LastFew(8)


def words_of_model(model: SemanticModel) -> ModelWords:
    """The words of a model, read once and kept for the last few models."""
    return _KEPT.get(id(model), lambda kept: kept.model is model, lambda: ModelWords(model))
