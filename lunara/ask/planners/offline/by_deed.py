"""Months in which people, places and things did something: of the day on which it was done, never of that on which they came.

"How many customers ordered per month" counts the different customers of each month's orders. The month in which a customer was
registered says nothing of it.
"""

from __future__ import annotations

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.distinct import Apart, different_ones
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import says, shown
from lunara.ask.planners.offline.words import DATE_VERBS, spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.model import Dimension
from lunara.semantic.names import lowered
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, SemanticQuery


def dated(work: Work, query: SemanticQuery) -> SemanticQuery | str:
    """The query with its months by the day of what was done, or why they are of neither day for sure.

    As it is where its own day is named or nothing was done.
    """
    lexicon = work.lexicon
    used = own_day(query, lexicon)
    done = [one for one in query.filters if isinstance(one, ExistsFilter) and one.via is None]
    grouped = any(isinstance(d, DimensionRef) and d.grain is not None for d in query.dimensions)
    if used is None or not grouped or not _stays(used[0], lexicon):
        return query
    table, day = used
    ended = _only_deed(query, table, day, lexicon)
    if not done and ended is not None and not _named(work, day):
        return by_day(query, f"{table}.{day.name}", ended)
    if not done and (verb := _done_otherwise(work, day)):
        return f"Nothing here says when something was “{verb}”."
    if len(done) != 1 or done[0].exists == table:
        return query
    if says(day) & {v for t in tokenize(work.question.text) for v in (t.low, *verb_stems(t.low))}:
        return query
    when = _day_of(done[0], lexicon)
    made = by_day(query, f"{table}.{day.name}", when) if when is not None else query
    if made == query or different_ones(made, lexicon) is None:
        return f"It is not clear whether the periods are of {shown(day)} or of what was done then. Name the day that is meant."
    return made


def _only_deed(query: SemanticQuery, table: str, day: Dimension, lexicon: Lexicon) -> str | None:
    """The one other day of people, places or things that they must have: "teachers who left per month" are by that day."""
    held = [f for f in query.filters if isinstance(f, FieldFilter) and f.op == "is_not_null"]
    dates = [
        f.field
        for f in held
        if f.field.rpartition(".")[0] in ("", table)
        and (d := lexicon.dimension(table, f.field.rpartition(".")[2])) is not None
        and d.type == "time"
    ]
    if len(dates) != 1 or dates[0].rpartition(".")[2] == day.name:
        return None
    return dates[0] if "." in dates[0] else f"{table}.{dates[0]}"


def _named(work: Work, day: Dimension) -> bool:
    """Whether the question says the day that rows go by itself."""
    return bool(says(day) & {v for t in tokenize(work.question.text) for v in (t.low, *verb_stems(t.low))})


def _stays(table: str, lexicon: Lexicon) -> bool:
    """Whether its rows are people, places or things: they have names of their own, or refer to nothing."""
    return masters.named(table, lexicon) or not lexicon.roads.foreign_columns.get(table)


def _done_otherwise(work: Work, day: Dimension) -> str:
    """A verb that was passed over and tells of something else than the day: "how many drivers drove per month"; else ""."""
    told = says(day) | {w for v in says(day) for w in DATE_VERBS.get(v, ())}
    for item in work.frame.verbs:
        verbs = {item.low, *verb_stems(item.low), *item.verb}
        near = verbs.union(*(DATE_VERBS.get(v, ()) for v in verbs))
        ends = next((i.low for i in work.items if i.start >= item.end), "") in _GROUPING
        if ends and not item.ties and item not in work.frame.unknown and not near & told and not verbs & _HAVE:
            return item.text
    return ""


_GROUPING = frozenset(spread("by per each every"))
_HAVE = frozenset(spread("have has had is are was were do does did get got be been exist"))


def _day_of(done: ExistsFilter, lexicon: Lexicon) -> str | None:
    """The day of the deed: the one that its rows must have, else the one that they go by."""
    held = [one.field for one in done.where if isinstance(one, FieldFilter) and one.op == "is_not_null"]
    if len(held) == 1:
        return held[0] if "." in held[0] else f"{done.exists}.{held[0]}"
    own = lexicon.time_dimension(done.exists)
    return f"{done.exists}.{own}" if own is not None and "." not in own else None


def of_those_rows(work: Work, apart: Apart) -> SemanticQuery | str:
    """The query of different things with its periods by the rows that bring them together with their groups.

    "Products per customer in 2024" are those that were bought then, not those that came out then, unless their own day is
    named; why it cannot be told, where those rows have no date.
    """
    used = own_day(apart.query, work.lexicon)
    if used is None or len(apart.rows) != 1 or _named(work, used[1]) or not _stays(used[0], work.lexicon):
        return apart.query
    fields = Fields(work.lexicon, work.lexicon.roads)
    day, rows = fields.time_of(apart.rows[0]), fields.say_table(apart.rows[0])
    own = f"{used[0]}.{used[1].name}"
    if day == own:
        return apart.query
    if day is None:
        return f"It is not known when these {lowered(rows)} came about. Ask without the period, or name the day that is meant."
    work.caveats.append(f"The period is that of the {lowered(rows)}, not of {shown(used[1])}.")
    return by_day(apart.query, own, day)


def own_day(query: SemanticQuery, lexicon: Lexicon) -> tuple[str, Dimension] | None:
    """The table and the one day that the periods of a query are of, where it is the one that the rows of the table go by."""
    fields = {d.field for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None}
    fields |= {query.time.field} if query.time is not None and query.time.field else set()
    if len(fields) != 1:
        return None
    table, _, name = fields.pop().rpartition(".")
    day = lexicon.dimension(table, name) if table in lexicon.tables else None
    return (table, day) if day is not None and lexicon.time_dimension(table) == name else None


def by_day(query: SemanticQuery, one: str, other: str) -> SemanticQuery:
    """The query with its periods by another day."""
    dimensions = tuple(
        d.model_copy(update={"field": other}) if isinstance(d, DimensionRef) and d.field == one else d
        for d in query.dimensions
    )
    time = query.time
    time = time.model_copy(update={"field": other}) if time is not None and time.field == one else time
    order = tuple(o.model_copy(update={"field": other}) if o.field == one else o for o in query.order_by)
    return query.model_copy(update={"dimensions": dimensions, "time": time, "order_by": order})
