"""Things that only the lines of them tell of: orders known by the number that each order line has, without a table of orders.

The model counts them by different numbers (a measure of the table of lines that is called as they are). They are there where
a line of them is; a ranking or a list of them is one of those numbers; and what each line holds is not said of a whole one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.frame import Frame, Wanted
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import variants_of, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import tokenize
from lunara.semantic.names import lowered
from lunara.semantic.query import Calculation, FieldFilter, InlineMeasure, SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.planners.offline.item import Item
    from lunara.ask.planners.offline.work import Work


@dataclass(frozen=True)
class Lines:
    """A table whose rows are lines of something: the measure that counts that, its number in each row, and what it is called."""

    table: str
    measure: str
    number: str
    label: str


def lines_of(lexicon: Lexicon) -> list[Lines]:
    """The tables that are known by the name of what a measure of theirs counts by different numbers."""
    found = []
    for name, table in lexicon.tables.items():
        called = {*variants_of(n for n in (table.label or "", table.name, *table.synonyms) if n)}
        for measure in table.measures:
            if measure.aggregate != "count_distinct" or measure.filter is not None or measure.hidden:
                continue
            column = (measure.expression or "").strip('"')
            number = next((d for d in table.dimensions if (d.expression or d.name).strip('"') == column), None)
            label = measure.label or measure.name
            if number is not None and table.primary_key != (column,) and words_of(label) in called:
                found.append(Lines(name, measure.name, number.name, label))
    return found


def as_numbers(frame: Frame, lexicon: Lexicon) -> None:
    """ "Top 5 orders by revenue", "which orders", "units per order": each order is its number, and no line of it."""
    known = lines_of(lexicon)
    for group in frame.groups if known else ():
        lines = _said_of(group.mention, known)
        if lines is None or group.mention is None:
            continue
        group.mention.matches = [_number(lines)]
        if group.word == "per" and not group.mention.plural:
            _one_number(frame)
    if not known or frame.wanted or frame.groups or frame.calculations or not _of_each(frame, known):
        return
    for item in list(frame.entities):
        lines = _said_of(item, known)
        if lines is not None:
            item.matches = [_number(lines)]
            frame.entities.remove(item)
            frame.columns.insert(0, item)
            for one in frame.conditions:
                if one.mention is not None and lines.table in _numbers(one.mention):
                    one.mention.of_each = False  # of the whole order, not of one of its lines


def _numbers(item: Item) -> set[str]:
    """The tables that have a number called so."""
    return {m.target.table for m in item.matches if m.exact and m.target.kind == "measure"}


def _one_number(frame: Frame) -> None:
    """ "Units per order" is one number, as no order has a name to tell it by."""
    if frame.rank or frame.top or frame.which or frame.listing or frame.direction or frame.ratio:
        return
    if not frame.wanted and len(frame.entities) == 1:
        frame.wanted.append(Wanted(mention=frame.entities.pop(), agg="avg", count=True))
    elif len(frame.wanted) == 1 and not frame.wanted[0].agg:
        frame.wanted[0].agg = "avg"


def _of_each(frame: Frame, known: Sequence[Lines]) -> bool:
    """Whether single ones are asked for: the best of them, a list, or those with a number like that."""
    if frame.rank is not None or frame.top is not None or frame.direction is not None or frame.which or frame.listing:
        return True
    for one in frame.conditions:
        if one.kind != "compare" or one.mention is None:
            continue
        counted = one.wanted is not None and (one.wanted.count or bool(one.wanted.agg))
        if counted or _numbers(one.mention) & {lines.table for lines in known}:
            return True
    return False


def _number(lines: Lines) -> Match:
    return Match(Target("dimension", lines.table, lines.number), 1.0, True)


def _said_of(item: Item | None, known: Sequence[Lines]) -> Lines | None:
    """The lines of what a name says, where it says the whole and not one of the lines."""
    exact = [m.target for m in item.matches if m.exact] if item is not None else []
    for lines in known:
        if Target("measure", lines.table, lines.measure) in exact:
            return lines
    return None


def told_by_others(work: Work, query: SemanticQuery) -> SemanticQuery:
    """ "How many orders were returned": those that the returns name, each once, where these have the number of their order."""
    plan = FlatPlan(query, work.lexicon)
    for lines in lines_of(work.lexicon):
        there = plan.exists[0] if len(plan.exists) == 1 and not plan.denies else None
        if there is None or query.measures not in ((lines.measure,), (f"{lines.table}.{lines.measure}",)):
            continue
        own = {n for n in (there.exists,) for d in work.lexicon.tables[n].dimensions if d.name == lines.number}
        alone = not (query.dimensions or query.time or query.compare or query.calculations) and there in query.filters
        if not own or not alone or len(query.filters) > 1 or there.via is not None:
            continue
        measure = InlineMeasure(
            name=f"{there.exists}_{lines.measure}",
            table=there.exists,
            aggregate="count_distinct",
            expression=Fields(work.lexicon, work.lexicon.roads).expression(
                Target("dimension", there.exists, lines.number)
            ),
            label=lines.label,
        )
        return query.model_copy(update={"measures": (measure,), "filters": there.where})
    return query


def part_of_them(work: Work, query: SemanticQuery) -> SemanticQuery:
    """ "What share of orders was cancelled": of the orders, each once, where the share was put together of their lines."""
    share = query.measures[0] if len(query.measures) == 1 else None
    if (
        not isinstance(share, InlineMeasure)
        or share.aggregate != "avg"
        or query.calculations
        or query.summary is not None
    ):
        return query
    so = _SHARE.fullmatch(share.expression or "")
    for lines in lines_of(work.lexicon) if so is not None and share.filter is None else ():
        if share.table != lines.table or not _whole(work, lines) or so is None or _OTHERWISE.search(so[1]):
            continue
        if {*re.findall(r"\w+", so[1])} & _held(lines, work.lexicon):
            continue  # an amount of a line is none of the whole order
        found = work.lexicon.measure(lines.table, lines.measure)
        those = InlineMeasure(
            name=f"{lines.measure}_so",
            table=lines.table,
            aggregate="count_distinct",
            expression=found.expression if found is not None else None,
            filter=so[1],
            label=f"{lines.label} with {(share.label or share.name).partition(' with ')[2] or 'it'}",
        )
        ratio = Calculation(kind="ratio", of=those.name, by=lines.measure, name=share.name, percent=True)
        return query.model_copy(update={"measures": (those, lines.measure), "calculations": (ratio,)})
    return query


_OTHERWISE = re.compile(r"\bNOT\b|<>|!=", re.IGNORECASE)
"""One line that is not so tells nothing of the others."""
_SHARE = re.compile(r"CASE WHEN (.+) THEN 1\.0 ELSE 0\.0 END", re.DOTALL)


def amiss(work: Work, query: SemanticQuery) -> str | None:
    """Why a query of lines does not answer what is asked of the whole things, in words; None when it does."""
    known = lines_of(work.lexicon)
    if not known:
        return None
    plan = FlatPlan(query, work.lexicon)
    for lines in known:
        said = _whole(work, lines)
        reason = None
        if lines.measure in _measures(query):
            reason = _of_one_line(plan, lines, work.lexicon) or _there_for_another(plan, lines, work.lexicon)
            reason = reason or _held_by_other_lines(work, plan, lines)
        elif said:
            shown = f"{lines.table}.{lines.number}" in plan.dimensions
            reason = _rows_for_whole(query, lines, work)
            if shown and reason is None:
                reason = _of_one_line(plan, lines, work.lexicon) or _there_for_another(plan, lines, work.lexicon)
                reason = reason or _held_by_other_lines(work, plan, lines)
        if reason is not None:
            return reason
    return None


def _whole(work: Work, lines: Lines) -> bool:
    """Whether the question names the whole things, and none of their lines."""
    items = [item for item in work.items if item.kind == "mention"]
    named = [item for item in items if _said_of(item, [lines]) is not None or _called(item, lines)]
    count = work.lexicon.count_measure(lines.table)
    rows = Target("measure", lines.table, count or "")
    return bool(named) and not any(m.exact and m.target == rows for i in work.items for m in i.matches)


def _measures(query: SemanticQuery) -> set[str]:
    return {m.rpartition(".")[2] for m in query.measures if isinstance(m, str)}


def _of_one_line(plan: FlatPlan, lines: Lines, lexicon: Lexicon) -> str | None:
    """ "Orders over 100" are not those with a line over 100: what an order comes to is told by all of its lines."""
    for one in _amounts(plan.fields, lines, lexicon):
        field = label_of(lexicon, Target("dimension", lines.table, one))
        return (
            f"{field} is of each row of {_rows(lines, lexicon)}, and one of the {lowered(lines.label)} can have several. "
            f"Ask which {lowered(lines.label)} have a total of it like that."
        )
    return None


def _held(lines: Lines, lexicon: Lexicon) -> set[str]:
    """The columns that hold an amount of each line."""
    measures = lexicon.tables[lines.table].measures
    return {(m.expression or "").strip('"') for m in measures if m.aggregate != "count_distinct"} - {""}


def _amounts(filters: Sequence[FieldFilter], lines: Lines, lexicon: Lexicon) -> Iterator[str]:
    held = _held(lines, lexicon)
    for one in filters:
        table, _, name = one.field.rpartition(".")
        dimension = lexicon.dimension(table, name) if table == lines.table else None
        if dimension is not None and (dimension.expression or dimension.name).strip('"') in held:
            yield name


_HOLDS = frozenset(
    spread("with without have has had having contain contains contained containing include includes included including")
)


def _held_by_other_lines(work: Work, plan: FlatPlan, lines: Lines) -> str | None:
    """ "Orders without X", "orders with X and Y": one line that is of something else, or of either, does not tell it."""
    lows = {t.low for t in tokenize(work.question.text)}
    for one in plan.fields if lows & _HOLDS else ():
        table, _, name = one.field.rpartition(".")
        state = table == lines.table and work.lexicon.is_state(table, name)
        dimension = work.lexicon.dimension(table, name)
        denied = one.op in ("!=", "not in", "not_in") or plan.denies
        both = one.op == "in" and len(one.values) > 1 and "and" in lows
        if state or dimension is None or dimension.type == "time" or one.part is not None or not (denied or both):
            continue
        things, rows = lowered(lines.label), _rows(lines, work.lexicon)
        return (
            f"What all {rows} of one of the {things} hold together cannot be asked here: a condition is of one of them."
        )
    return None


def _there_for_another(plan: FlatPlan, lines: Lines, lexicon: Lexicon) -> str | None:
    """ "Trips with a complaint" are not those of riders who complained: rows that are not of a line do not tell of its whole."""
    for one in plan.exists:
        tied = [lexicon.roads.distance_up(*two) for two in ((one.exists, lines.table), (lines.table, one.exists))]
        if one.exists in lexicon.tables and tied == [None, None]:
            there = lowered(label_of(lexicon, Target("table", one.exists, one.exists)))
            return f"{there[:1].upper()}{there[1:]} are not tied to {lowered(lines.label)} here, only to what both belong to."
    return None


def _rows_for_whole(query: SemanticQuery, lines: Lines, work: Work) -> str | None:
    """Lines counted, averaged or listed for the whole."""
    lexicon = work.lexicon
    shown = [d if isinstance(d, str) else d.field for d in query.dimensions]
    by_number = f"{lines.table}.{lines.number}" in shown
    of_each = by_number or query.summary is not None
    several = f"{lines.label} can have several {_rows(lines, lexicon)} each"
    per = any(g.word == "per" and _called(g.mention, lines) for g in work.frame.groups)
    for measure in query.measures:
        kind = _aggregate(measure, lines, lexicon)
        if (kind and kind != "sum" and not of_each) or (
            by_number and (kind in ("max", "min") or (kind == "avg" and per))
        ):
            return f"{several}: say which of the two are meant."
    if not query.measures and not by_number and any(f.rpartition(".")[0] == lines.table for f in shown):
        return f"{several}, so a row here is none of them."
    return None


def _called(item: Item | None, lines: Lines) -> bool:
    return item is not None and _number(lines) in item.matches


def _aggregate(measure: str | InlineMeasure, lines: Lines, lexicon: Lexicon) -> str:
    """How a number of these lines is made of them; "" for one of other rows."""
    if isinstance(measure, InlineMeasure):
        return measure.aggregate if measure.table == lines.table else ""
    table, _, name = measure.rpartition(".")
    found = lexicon.measure(lines.table, name) if table in ("", lines.table) else None
    return found.aggregate if found is not None else ""


def _rows(lines: Lines, lexicon: Lexicon) -> str:
    label = label_of(lexicon, Target("table", lines.table, lines.table))
    return "rows" if label == lines.label else lowered(label)
