"""The numbers that a question which names none may mean, the likeliest first: what came in, what happened, what there is."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.paths import Roads
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.money_rows import comes_in
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.usual import worth_of
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Measure, Table

MOST, _MONEY = 8, 2
"""So many numbers are told."""
_STEP, _BRIDGE, _PLACE, _DEGREE, _WORTH = 0.2, 0.2, 0.05, 0.1, 0.2
_SOME, _OWN_COUNT, _HELD, _AGAIN, _NO_MONEY = 0.6, 0.6, 0.5, 0.35, 0.2
"""What counts against a number: it is of some rows only or of those that pair others, it counts the very things that are asked
for, its rows are of no day or are a balance, another one of the same rows is told before, it adds up what is no money."""
_IN, _EVENTS = 0.9, 0.3
"""What counts for it: it is money that came in, or how many rows of a day there are, called as these are."""


def measures_for(frame: Frame, lexicon: Lexicon, roads: Roads) -> list[Match]:
    """Measures that a question which names only groups or conditions may mean, of many tables sooner than of one."""
    tables = list(dict.fromkeys(m.target.table for i in frame.mentions() for m in i.matches[:1] if m.target.table))
    named = {m.target.table for i in frame.mentions() for m in i.matches[:1] if m.target.kind == "table"}
    scored: list[tuple[float, str, Match]] = []
    for table in lexicon.tables.values():
        away = _away(table.name, tables, lexicon, roads)
        if away is None:
            continue
        shown = [m for m in table.measures if not m.hidden]
        base = away - _DEGREE * roads.degree.get(table.name, 0)
        pairs = graph_of(lexicon.model).is_bridge(table.name)
        income = bool(shown) and comes_in(table, lexicon)
        for place, measure in enumerate(shown):
            target = Target("measure", table.name, measure.name)
            against = _against(measure, table, own=table.name in named, pairs=pairs) + place * _PLACE
            against -= _IN * (income and measure.aggregate == "sum" and worth_of(measure) > _MONEY)
            scored.append((base + against, target.path, Match(target, 1.0, True)))
    return [match for _, match in _of_many(sorted(scored, key=lambda s: s[:2]))]


def _against(measure: Measure, table: Table, *, own: bool, pairs: bool) -> float:
    """What speaks against a number beside how far away it is; below zero where more speaks for it."""
    counts = measure.aggregate == "count"
    held = measure.additive_over != "all" or not table.default_time
    points = (
        _SOME * (bool(measure.filter) + pairs)
        + _OWN_COUNT * (own and counts)
        + _HELD * held
        - _WORTH * worth_of(measure)
    )
    if counts:
        called = words_of(measure.label or measure.name) == words_of(table.label or table.name)
        return points - _EVENTS * (not held) - _EVENTS * called
    return points + _NO_MONEY * (measure.format is None or measure.format.kind != "currency")


def _of_many(scored: Sequence[tuple[float, str, Match]]) -> list[tuple[float, Match]]:
    """The first ones, in turns of their tables as far as they are about as likely."""
    left, told, taken = list(scored), dict[str, int](), list[tuple[float, Match]]()
    while left and len(taken) < MOST:
        best = min(left, key=lambda s: (s[0] + _AGAIN * told.get(s[2].target.table, 0), s[1]))
        left.remove(best)
        told[best[2].target.table] = told.get(best[2].target.table, 0) + 1
        taken.append((best[0], best[2]))
    return taken


def _away(start: str, tables: Sequence[str], lexicon: Lexicon, roads: Roads) -> float | None:
    """How far the named tables lie above this one, over rows that only pair two things too; None where one does not."""
    steps = [roads.distance_up(start, table) for table in tables]
    found = [
        n * _STEP if n is not None else _over_bridge(start, t, lexicon, roads)
        for n, t in zip(steps, tables, strict=True)
    ]
    return None if any(f is None for f in found) else sum(f or 0 for f in found)


def _over_bridge(start: str, end: str, lexicon: Lexicon, roads: Roads) -> float | None:
    """ "Rentals" to "category": up to the film, and from it over the rows that pair films and categories."""
    graph = graph_of(lexicon.model)
    pairing = [r.from_table for r in lexicon.model.relationships if r.to_table == end and graph.is_bridge(r.from_table)]
    found: list[float] = []
    for bridge in pairing:
        ends = [r.to_table for r in lexicon.model.relationships if r.from_table == bridge and r.to_table != end]
        near = [n for e in ends if e != start and (n := roads.distance_up(start, e)) is not None]
        found += [n * _STEP + _STEP + _BRIDGE for n in near]
    return min(found, default=None)
