"""When something was done whose day is a key to a calendar: "bills paid in May" goes by the day on which they were paid.

The model says yes or no of it (`is_paid`: the key is not empty), which alone would take the bills of May that are paid by now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.promises import AIMS, DEEDS
from lunara.ask.planners.offline.plain.things import dates, says
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.filters import leaves_of
from lunara.semantic.model import Relationship
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, InlineMeasure, SemanticQuery, TimeFilter

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NOT_EMPTY = re.compile(r"""^\(["`\[]?(?P<column>\w+)["`\]]? IS NOT NULL\)$""", re.IGNORECASE)


def dated(
    query: SemanticQuery, items: Sequence[Item], reading: Reading | None, lexicon: Lexicon, text: str
) -> SemanticQuery | str:
    """The query with the period of such a deed laid on its own day, or why it is not clear which day the period is of.

    Unchanged without such a yes or no, without a period, and where it stands right before its thing: "the paid bills of May" are
    those of May.
    """
    if _within(query, lexicon):
        return "It is not clear whether the period is when that was done or when it came about. Ask by one of the two days."
    plan = FlatPlan(query, lexicon)
    query = _by_its_own_day(query, plan, items, reading, lexicon)
    query = _by_the_grouped_day(query, text, lexicon)
    periods = query.time is not None or bool(plan.grains) or any(_is_time(f.field, lexicon) for f in plan.fields)
    for said in plan.fields if periods else ():
        road = _road(said.field, lexicon) or _road_of_state(said, lexicon)
        if road is None or (query.time is not None and _walks(query.time, road)):
            continue
        place = _place(said.field, items, reading, lexicon)
        behind = _behind(items, place) if place is not None else None
        period = behind is not None and behind.kind == "time"
        yes = said.op == "=" and len(said.values) == 1 and said.values[0] is not False
        table, _, name = said.field.partition(".")
        label = label_of(lexicon, Target("dimension", table, name)).lower()
        if (not yes and not period) or (place is not None and not period and _before_its_thing(items, place, lexicon)):
            continue
        if yes and period and said in query.filters and query.time is not None and not plan.grains:
            moment = lexicon.tables[road.to_table].default_time if road.to_table in lexicon.tables else None
            if moment is not None and not any(_is_time(f.field, lexicon) for f in plan.fields):
                left = tuple(f for f in query.filters if f is not said)
                window = TimeFilter(field=f"{road.name}.{moment}", range=query.time.range)
                return query.model_copy(update={"filters": left, "time": window})
        when = f"the period is when something was {label} or when it came about"
        return f"It is not clear whether {when}. Ask by one of the two days."
    return query


def _by_its_own_day(
    query: SemanticQuery, plan: FlatPlan, items: Sequence[Item], reading: Reading | None, lexicon: Lexicon
) -> SemanticQuery:
    """ "Calls departed in May" by the one day of their departure, where a code says that they departed and it is no key."""
    grain = next((d for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None), None)
    told = (query.time.field if query.time is not None else None) or (grain.field if grain is not None else "")
    table, _, current = told.rpartition(".")
    for said in plan.fields if table in lexicon.tables else ():
        place = _place(said.field, items, reading, lexicon)
        behind = _behind(items, place) if place is not None else None
        value = said.values[0] if said.op == "=" and len(said.values) == 1 else None
        if behind is None or not (behind.kind == "time" or behind.is_op("by")) or not isinstance(value, str):
            continue
        verbs = {v for word in value.lower().split() for v in verb_stems(word)}
        family = {word for deed in DEEDS if verbs & deed for word in deed}
        days = [d for d in dates(table, lexicon) if says(d) & family and not says(d) & AIMS]
        if len(days) == 1 and days[0].name != current:
            return moved(query, told, f"{table}.{days[0].name}")
    return query


def _by_the_grouped_day(query: SemanticQuery, text: str, lexicon: Lexicon) -> SemanticQuery:
    """ "Loans by return date in 2024" by that day alone, where it is a key to the calendar and the period would be of another.

    Kept where the other day is said as well, and where two of them are grouped by.
    """
    told = query.time.field if query.time is not None else None
    road_name, _, moment = (told or "").rpartition(".")
    vias = {d.via for d in query.dimensions if isinstance(d, DimensionRef) and d.via is not None}
    if not road_name or not vias or road_name in vias:
        return query
    roads = {r.name: r for r in lexicon.model.relationships}
    road = roads.get(road_name)
    others = [
        r for v in vias if (r := roads.get(v)) is not None and road is not None and r.from_table == road.from_table
    ]
    others = [r for r in others if road is not None and r.to_table == road.to_table]
    if road is None or len(others) != 1 or lexicon.tables[road.to_table].default_time != moment:
        return query
    own, other = ({w for c in r.from_columns for w in words_of(c)} for r in (road, others[0]))
    things = {*table_words(lexicon.tables[road.from_table])}
    spoken = [t for t in tokenize(text) if t.stem not in things or t.low.endswith("ed")]
    said = {w for t in spoken for w in (t.low, t.stem, *verb_stems(t.low))}
    if (own - other) & said:
        return query
    return moved(query, f"{road_name}.{moment}", f"{others[0].name}.{moment}")


def moved(query: SemanticQuery, before: str, after: str) -> SemanticQuery:
    """The query with its period, and the grains of it, by another date of the same rows."""
    time = query.time
    if time is not None and time.field == before:
        time = time.model_copy(update={"field": after, "via": None})
    dimensions = tuple(
        d.model_copy(update={"field": after}) if isinstance(d, DimensionRef) and d.field == before else d
        for d in query.dimensions
    )
    return query.model_copy(update={"time": time, "dimensions": dimensions})


def _within(query: SemanticQuery, lexicon: Lexicon) -> bool:
    """Whether such a yes or no is asked of rows over there, or counted as a share, together with a period."""
    for one in leaves_of(query.filters):
        if not isinstance(one, ExistsFilter):
            continue
        inner = [f.field for f in leaves_of(one.where) if isinstance(f, FieldFilter)]
        homes = [field if "." in field else f"{one.exists}.{field}" for field in inner]
        if any(_road(field, lexicon) for field in homes) and any(_is_time(field, lexicon) for field in homes):
            return True
    made = [m for m in query.measures if isinstance(m, InlineMeasure) and query.time is not None]
    return any(
        (found := _NOT_EMPTY.search(part)) is not None and _road_of_key(m.table, found["column"], lexicon) is not None
        for m in made
        for part in _IN_BRACKETS.findall(m.expression or "")
    )


def _road_of_key(table: str, column: str, lexicon: Lexicon) -> Relationship | None:
    return next((r for r in lexicon.model.relationships if r.from_table == table and r.from_columns == (column,)), None)


def _road(field: str, lexicon: Lexicon) -> Relationship | None:
    """The relationship to a calendar whose key is not empty where this field says yes."""
    table, _, name = field.partition(".")
    dimension = lexicon.dimension(table, name)
    found = _NOT_EMPTY.match(dimension.expression or "") if dimension is not None else None
    if found is None:
        return None
    return _road_of_key(table, found["column"], lexicon)


def _road_of_state(said: FieldFilter, lexicon: Lexicon) -> Relationship | None:
    """The relationship to a calendar whose key the verb of a state names: `cancel_date_key` where the status is cancelled."""
    table, _, name = said.field.partition(".")
    value = said.values[0] if len(said.values) == 1 else None
    if not isinstance(value, str) or not value.lower().endswith("ed") or not lexicon.is_state(table, name):
        return None
    verbs = {*verb_stems(value.lower())}
    found = [
        r
        for r in lexicon.model.relationships
        if r.from_table == table
        and len(r.from_columns) == 1
        and lexicon.tables.get(r.to_table) is not None
        and lexicon.tables[r.to_table].default_time is not None
        and any(verbs & {word, *verb_stems(word)} for word in words_of(r.from_columns[0]))
    ]
    return found[0] if len(found) == 1 else None


def _is_time(field: str, lexicon: Lexicon) -> bool:
    table, _, name = field.rpartition(".")
    homes = {r.name: r.to_table for r in lexicon.model.relationships}
    dimension = lexicon.dimension(homes.get(table, table), name)
    return dimension is not None and dimension.type == "time"


def _walks(time: TimeFilter, road: Relationship) -> bool:
    return time.via == road.name or (time.field or "").startswith(f"{road.name}.")


def _place(field: str, items: Sequence[Item], reading: Reading | None, lexicon: Lexicon) -> int | None:
    """Where the question says it."""
    for at, item in enumerate(items):
        chosen = reading.chosen.get(id(item)) if reading is not None else None
        if chosen is not None and chosen.target.path == field:
            return at
    return None


def _behind(items: Sequence[Item], place: int) -> Item | None:
    return next((i for i in items[place + 1 :] if i.kind not in ("filler", "punct")), None)


def _before_its_thing(items: Sequence[Item], place: int, lexicon: Lexicon) -> bool:
    behind = _behind(items, place)
    return behind is not None and any(m.exact and m.target.kind == "table" for m in behind.matches)
