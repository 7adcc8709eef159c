"""Which tables and fields of a model a question is about, the most relevant first.

A question is read as concepts: its words, pairs of words that are one name, and values. What a concept finds in a table counts by
how rare the word is among the tables and by where it stands (name of the table, of a field, a description). Tables next to each
other that together hold the concepts of a question count more than tables that each hold one by chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lunara.ask.concepts import ValueHit, concepts_of, values_in
from lunara.ask.model_words import Floats, Meant, ModelWords
from lunara.ask.paths import Roads
from lunara.ask.values import ValueIndex

TOGETHER = 0.6
"""How much the surroundings of a table count against the table itself."""
SAID_BEFORE = 0.8
"""How much a table's total counts beside what it says that the tables before it do not."""
JOINED, APART = (1.0, 1.0, 0.85, 0.7), 0.5
"""How much a table counts that is so many steps from one before it, and one that is farther away."""
CHOSEN, CHOSEN_AMONG, MOST_READ = 12, 60, 60
USED = 0.15
"""How much more the table that is used most counts than one that nobody uses."""
STRONG, NEAR_THE_TOP, FARTHEST = 0.45, 8, 4
"""Roads are looked for between the first few tables, each of this share of the best one's strength, so many steps long."""
VALUE, EARLIER = 0.8, 0.5
"""How much a value counts, and that the conversation was about a table before."""


@dataclass
class Relevance:
    """Tables of a model in order of relevance, and how relevant each field of them is."""

    tables: list[str]
    fields: Mapping[str, float] = field(default_factory=dict)
    values: list[ValueHit] = field(default_factory=list)
    derived: Mapping[str, float] = field(default_factory=dict)


def relevance(
    text: str,
    known: ModelWords,
    values: ValueIndex,
    allowed: set[str],
    *,
    earlier: Iterable[str] = (),
    used: Mapping[str, int] | None = None,
) -> Relevance:
    """The allowed tables that matter to a question, the best first. `earlier` are tables that the conversation was about, `used`
    how often each is asked for."""
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
    most = math.log1p(max(1, *used.values())) if used else 1.0
    for name, times in (used or {}).items():
        if name in known.number:
            totals[known.number[name]] *= 1 + USED * math.log1p(times) / most
    order = _best_first(known, found, totals)
    ranked = [known.names[n] for n in order if known.names[n] in allowed]
    strength = {name: float(totals[known.number[name]]) for name in ranked[:NEAR_THE_TOP]}
    meant = known.meant(concepts)
    return Relevance(
        with_roads(known.roads, ranked, strength, allowed),
        _fields(known, ranked, meant, named),
        [hit for _, hit in named],
        known.field_scores("", meant),
    )


def _best_first(known: ModelWords, found: Floats, totals: Floats) -> list[int]:
    """Tables by their totals; of the first ones each says something that those before it do not, and can be joined to them."""
    order = [int(n) for n in np.lexsort((np.arange(len(totals)), -totals)) if totals[n] > 0]
    head, rest = order[:CHOSEN_AMONG], order[CHOSEN_AMONG:]
    placed: list[int] = []
    told = np.zeros(len(found))
    joined = np.full(len(totals), APART)
    while head and len(placed) < CHOSEN:
        new = np.maximum(found[:, head] - told[:, None], 0.0).sum(axis=0)
        value = new + SAID_BEFORE * totals[head]
        best = head.pop(int(np.argmax(value * joined[head] if placed else value)))
        placed.append(best)
        told = np.maximum(told, found[:, best])
        for number, steps in known.steps(best, len(JOINED) - 1).items():
            joined[number] = max(joined[number], JOINED[steps])
    return [*placed, *head, *rest]


def _fields(
    known: ModelWords, ranked: Sequence[str], meant: Meant, named: Sequence[tuple[str, ValueHit]]
) -> dict[str, float]:
    scores = {
        f"{table}.{name}": score
        for table in ranked[:MOST_READ]
        for name, score in known.field_scores(table, meant).items()
    }
    for _, hit in named:
        path = f"{hit.table}.{hit.field}"
        scores[path] = scores.get(path, 0.0) + VALUE * math.log(2 + len(known.names))
    return scores


def with_roads(roads: Roads, ranked: list[str], strength: Mapping[str, float], allowed: set[str]) -> list[str]:
    """The ranking with the tables that lie between the best ones right behind them."""
    placed: dict[str, None] = {}
    for position, table in enumerate(ranked):
        if position and position < NEAR_THE_TOP and strength[table] >= STRONG * strength[ranked[0]]:
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
