"""The questions nearest to one that is refused: what it named, put together in ways that are answered."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lunara.ask.describe import describe
from lunara.ask.plan import Planned
from lunara.ask.planners.offline.assembly.parts import SHARED_TIME
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import REMEMBERED, Lexicon, Target
from lunara.ask.planners.offline.periods import TimePhrase
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.usual import questions_about
from lunara.ask.question import Question
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery, TimeFilter

MOST = 6
MAX_SUGGESTIONS = 3
MOST_TRIED = 4
"""So many questions are planned to find those near a refused one."""
_TABLES = 3


def nearest_queries(question: Question, lexicon: Lexicon, items: Sequence[Item]) -> Iterator[tuple[str, SemanticQuery]]:
    """Questions with their queries, those that keep most of the words first; no two of them ask for the same."""
    named = _Named(items, lexicon)
    fields = Fields(lexicon, lexicon.roads)
    seen: set[str] = set()
    given = 0
    for query in _queries(named, fields, lexicon):
        if prove(query, lexicon.model, question.clock) is not None:
            continue
        text = describe(query, lexicon.model).removesuffix(" of time")
        if text in seen:
            continue
        seen.add(text)
        yield text, query
        given += 1
        if given == MOST:
            return


def answered(
    question: Question,
    lexicon: Lexicon,
    items: Sequence[Item],
    plan: Callable[[Question], Planned],
    first: Sequence[str] = (),
) -> tuple[str, ...]:
    """Up to three questions near this one that are answered, each in a way of its own: each was planned by `plan`.

    `first`: texts that are tried before any other.
    """
    found: list[str] = []
    kinds: set[tuple[object, ...]] = set()
    near = itertools.chain(
        ((text, None) for text in first),
        nearest_queries(question, lexicon, items),
        _usual(question, lexicon, items),
    )
    for tried, (text, query) in enumerate(near):
        kind = _kind(query)
        if text in found or kind in kinds:
            continue
        asked = replace(question, text=text, history=())
        if len(lexicon.tables) < len(lexicon.model.tables):
            asked = replace(asked, tables=tuple(lexicon.tables))  # whose words are read already
        if _is_answered(asked, lexicon, plan):
            found.append(text)
            kinds |= {kind} if kind else set()
        if len(found) == MAX_SUGGESTIONS or tried == MOST_TRIED:
            break
    return tuple(found)


def _is_answered(asked: Question, lexicon: Lexicon, plan: Callable[[Question], Planned]) -> bool:
    """Whether the question has a query. Refusals over one model tell of the same few questions, so it is remembered."""
    key = (asked.text, asked.clock, asked.tables)
    known = lexicon.tried.get(key)
    if known is None:
        known = isinstance(plan(asked).plan, SemanticQuery)
        if len(lexicon.tried) >= REMEMBERED:
            lexicon.tried.clear()
        lexicon.tried[key] = known
    return known


def _usual(question: Question, lexicon: Lexicon, items: Sequence[Item]) -> Iterator[tuple[str, None]]:
    """What is usually asked of the tables that were named, where what they were asked for says too little."""
    tables = list(dict.fromkeys(m.target.table for i in items for m in i.matches[:1] if m.target.table))
    for text in questions_about(lexicon.model, tables, 4, question.clock, lexicon=lexicon):
        yield text, None


def _kind(query: SemanticQuery | None) -> tuple[object, ...]:
    """What makes two suggestions much the same: one number by one field, whatever else is held to what."""
    if query is None:
        return ()
    return (query.measures, tuple(d if isinstance(d, str) else d.field for d in query.dimensions))


class _Named:
    """What the words of a question name: numbers, things, fields to group by, values, a period."""

    def __init__(self, items: Sequence[Item], lexicon: Lexicon):
        self.measures: list[Target] = []
        self.things: list[str] = []
        self.groups: list[Target] = []
        self.values: list[Target] = []
        self.time: TimePhrase | None = None
        for item in items:
            if (
                item.kind == "time"
                and item.time is not None
                and item.time.kind == "range"
                and item.time.range is not None
            ):
                self.time = self.time or item.time
            if not item.matches:
                continue
            best = item.matches[0]
            level = [m.target for m in item.matches if m.score >= best.score - 0.02]
            table = next((t for t in level if t.kind == "table"), None)
            target = _number(item, lexicon) or (best.target if table is None else table)
            if target.kind == "table":
                self.things.append(target.table)
            elif target.kind in ("measure", "derived"):
                self.measures.append(target)
            elif target.kind == "value":
                self.values.append(target)
            elif target.kind == "dimension":
                self.groups.append(target)
        self.things = list(dict.fromkeys(self.things))


def _number(item: Item, lexicon: Lexicon) -> Target | None:
    """The measure of a name that is also that of a field of numbers."""
    best = item.matches[0]
    one = lexicon.dimension(best.target.table, best.target.name) if best.target.kind == "dimension" else None
    if one is None or one.type != "number":
        return None
    near = (m.target for m in item.matches if m.target.kind == "measure" and m.score >= best.score - 0.1)
    return next(near, None)


def _queries(named: _Named, fields: Fields, lexicon: Lexicon) -> Iterator[SemanticQuery]:
    for table, measure in _numbers(named, fields, lexicon):
        roads = lexicon.roads
        groups = [g for g in named.groups if g.table and roads.distance_up(table, g.table) is not None]
        shown = [_group(g, lexicon) for g in groups]
        shown += [f"{thing}.{name}" for thing in named.things if (name := _name_of(thing, table, fields, lexicon))]
        filters = tuple(
            FieldFilter(field=f"{v.table}.{v.name}", op="=", values=(v.value,))
            for v in named.values
            if roads.distance_up(table, v.table) is not None
        )
        date = fields.time_of(table) if table else SHARED_TIME
        span = named.time.range if named.time is not None else None
        time = TimeFilter(field=date, range=span) if date is not None and span is not None else None
        held: list[tuple[tuple[FieldFilter, ...], TimeFilter | None]] = [(filters, time)] if filters and time else []
        held += [(filters, None)] if filters else []
        held += [((), time)] if time else []
        held += [((), None)]
        for kept, period in held:
            for dimension in shown[:2]:
                yield SemanticQuery(measures=(measure,), dimensions=(dimension,), filters=kept, time=period)
            if kept or period:
                yield SemanticQuery(measures=(measure,), filters=kept, time=period)
        own = _first_group(table, lexicon, {_field(d) for d in shown})
        for kept in dict.fromkeys((filters, ())):
            if date is not None:
                months = DimensionRef(field=date, grain="month")
                yield SemanticQuery(measures=(measure,), dimensions=(months,), filters=kept)
            if own is not None:
                yield SemanticQuery(measures=(measure,), dimensions=(own,), filters=kept)
        yield SemanticQuery(measures=(measure,), filters=filters)


def _numbers(named: _Named, fields: Fields, lexicon: Lexicon) -> Iterator[tuple[str, str | InlineMeasure]]:
    """The numbers that are named, the counts of the things, and what the tables of named values are counted by."""
    for target in named.measures[:2]:
        yield target.table, fields.name_of(target)
    for table in named.things[:_TABLES]:
        yield table, fields.count(table)
    for target in [*named.values, *named.groups][:_TABLES]:
        own = lexicon.roads.foreign_columns.get(target.table) or not (named.things or named.measures)
        if target.table in lexicon.tables and target.table not in named.things and own:
            yield target.table, fields.count(target.table)


def _name_of(thing: str, table: str, fields: Fields, lexicon: Lexicon) -> str | None:
    """The name that a thing is grouped by, where each row of the table is of one of them."""
    above = thing != table and lexicon.roads.distance_up(table, thing) is not None
    return fields.display(thing) if above else None


def _group(target: Target, lexicon: Lexicon) -> str | DimensionRef:
    dimension = lexicon.dimension(target.table, target.name)
    name = f"{target.table}.{target.name}"
    return DimensionRef(field=name, grain="month") if dimension is not None and dimension.type == "time" else name


def _field(dimension: str | DimensionRef) -> str:
    return dimension if isinstance(dimension, str) else dimension.field


def _first_group(table: str, lexicon: Lexicon, taken: set[str]) -> str | None:
    """A field of a table's own that has few values, which no other suggestion shows yet."""
    found = lexicon.tables.get(table)
    for dimension in found.dimensions if found is not None else ():
        name = f"{table}.{dimension.name}"
        if (
            not dimension.hidden
            and dimension.type in ("string", "boolean")
            and dimension.sample_values
            and name not in taken
        ):
            return name
    return None
