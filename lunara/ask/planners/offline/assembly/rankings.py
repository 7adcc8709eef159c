"""The best and the worst: rows by a field of theirs, groups by a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import ages, amounts, commonest, measuring, shapes, spans
from lunara.ask.planners.offline.assembly.parts import LOST, Declined, NoNumber, measure_name
from lunara.ask.planners.offline.fields import RowField
from lunara.ask.planners.offline.frame import Direction, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.who_they_are import whose_name
from lunara.ask.planners.offline.words import spread
from lunara.semantic.query import (
    Calculation,
    DimensionRef,
    FieldFilter,
    InlineMeasure,
    OrderBy,
    Than,
    ThanFilter,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def ranked(a: Assembler) -> str:
    frame, parts = a.frame, a.parts
    parts.limit = frame.top
    direction = frame.direction or frame.most_common or "desc"
    if judge(a):
        direction = frame.direction = ages.turned(direction)
    if frame.most_common is not None:
        return commonest.most_common(a)
    rank = frame.rank
    if rank is None and not parts.measures and frame.size:
        rank = frame.rank = amounts.size_of(a, subject_target(a))
    if rank is None:
        return top_entities(a, direction)
    both = next((w for w in frame.wanted if rank.mention is not None and _right_behind(w, rank.mention)), None)
    if both is not None and rank.mention is not None and both.mention is not None and rank.said == "sum of":
        raise Declined(
            f"“{rank.mention.text}” and “{both.mention.text}” cannot be added up here to choose by their sum."
        )
    grains = [g for g in frame.groups if g.grain is not None or g.part is not None]
    named = rank.mention.start if rank.mention is not None else 1_000_000
    subjects = [e for e in frame.entities if not frame.groups or not context_only(a, e) or e.start < named]
    if frame.groups and len(subjects) == 1 and not frame.columns and _within_groups(a):
        return best_in_groups(a, subjects[0])
    if frame.groups and not subjects and len(frame.columns) == 1 and not grains and _names_kind(a, frame.columns[0]):
        column, frame.columns = frame.columns[0], []
        return best_in_groups(a, column)
    if frame.groups and (subjects or frame.columns) and not grains:
        raise Declined("The best of each group cannot be asked for in one go here.")
    each = next((g for g in frame.groups if g.mention is not None and ("each" in g.word or "every" in g.word)), None)
    one_each = each is not None and frame.top == 1 and (rank.attribute or not rank.count)
    if one_each and each is not None and not _period_of_each(a, subject_target(a)):
        raise Declined(f"The “{rank.alias or 'best'}” of each {each.text} cannot be picked out in one go here.")
    subject = subject_target(a)
    if subject is None and not frame.groups:
        # "what is the longest river" has its thing behind the adjective; "the cheapest" alone has none
        raise Declined("The question does not say of what the highest or lowest is wanted.")
    target = None if rank.count or rank.formula or rank.between else rank_target(a, rank)
    row = a.fields.row_field(target) if target is not None else None
    if target is not None and rank.attribute and target == ages.since(a, rank):
        direction = ages.turned(direction)
    own = subject is not None and row is not None and not rank.agg and not parts.measures
    own = own and subject is not None and row is not None and _is_its_own(a, row.table, subject)
    if own and subject is not None and not is_row(a, subject):
        own = False  # "the country with the highest turnover" of customers: that of all who live there
    totalled = set(rank.mention.low.split()) & _OVER_ROWS if rank.mention is not None else set()
    if totalled and not (row is not None and totalled <= _called(a, row)):
        own = False
    if not own and target is not None:
        rank.agg = rank.agg or _of_days(a, target, direction) or amounts.of_groups(a, rank, target)
    if own and subject is not None and row is not None and not frame.groups and not named_measure(a, rank, target):
        a.bases = [subject.table]
        if subject.kind == "table":
            list_for_rank(a, subject)
        else:
            parts.dimensions.append(a.dimension(subject.table, subject.name))
            for item in frame.columns[1:]:
                extra = a.reading.target(item)
                if extra is not None:
                    shapes.add_column(a, item, extra, subject.table)
        name = a.dimension(row.table, row.name)
        if name not in parts.dimensions:
            parts.dimensions.append(name)
        if frame.top is None and row.table == subject.table and not _in_order(a, row):
            return _all_with_it(a, f"{row.table}.{row.name}", direction)
        parts.order.append(OrderBy(field=f"{row.table}.{row.name}", direction=direction))
        parts.filters.append(FieldFilter(field=f"{row.table}.{row.name}", op="is_not_null"))
        return "list"
    measure = measuring.measure(a, rank)
    if measure not in parts.measures:
        parts.measures.insert(0, measure)
    a.bases = list(a.tables_of_measure(measure))
    if subject is not None and not frame.groups:
        a.group_by(subject, ranked=True)
    for item in frame.columns:
        extra = a.reading.target(item)
        if extra is not None and extra is not subject and extra.kind == "dimension":
            name = a.dimension(extra.table, extra.name)
            if name not in parts.dimensions:
                parts.dimensions.append(name)
    for group in frame.groups:
        group.ranked = True
    if _period_of_each(a, subject):
        return _best_period(a, measure, direction)
    parts.order.append(OrderBy(field=measure_name(measure), direction=direction))
    return "aggregate"


def _period_of_each(a: Assembler, subject: Target | None) -> bool:
    """ "Which month had the highest revenue by category": a period is asked for, and other groups are named beside it."""
    frame = a.frame
    periods = [g for g in frame.groups if g.grain is not None and g.mention is None]
    others = [g for g in frame.groups if g.grain is None and g.part is None and g.mention is not None]
    asked = len(periods) == 1 and not periods[0].word and len(others) == len(frame.groups) - 1
    first = asked and frame.groups[0] is periods[0] and frame.which
    return bool(first and others and subject is None and frame.top == 1 and not frame.columns)


def _best_period(a: Assembler, measure: str | InlineMeasure, direction: Direction) -> str:
    """The best period of each group, of those in which it has rows."""
    frame, parts = a.frame, a.parts
    period, *others = frame.groups
    for group in others:
        target = a.reading.target(group.mention)
        if target is None:
            raise Declined(LOST)
        a.group_by(target, ranked=True)
    within = tuple(a.field_name(d) for d in [*parts.dimensions, *a.keys])
    name = spans.time_field(a, period.text)
    parts.dimensions.append(DimensionRef(field=name, grain=period.grain))
    if "." in name:
        parts.filters.append(FieldFilter(field=name, op="is_not_null"))
    of = measure_name(measure)
    parts.calculations.append(Calculation(kind="rank", of=of, name="place", within=within, direction=direction))
    parts.filters.append(FieldFilter(field="place", op="<=", values=(1,)))
    parts.order.extend(OrderBy(field=one) for one in within)
    parts.limit = None
    frame.groups.clear()
    frame.top = frame.rank = frame.direction = None
    return "aggregate"


def _within_groups(a: Assembler) -> bool:
    """Whether the best of each group is wanted: also of each period, where what is ranked is said before it."""
    periods = [g for g in a.frame.groups if g.grain is not None or g.part is not None]
    if not periods:
        return True
    return all(g.grain is not None and g.mention is None and g.word in _OF_EACH for g in periods)


_OF_EACH = frozenset(
    ("by", "per", "each", "every", "in each", "for each", "of each", "in every", "for every", "of every")
)
_OVER_ROWS = frozenset(("average", "avg", "mean", "total"))


def _called(a: Assembler, row: RowField) -> set[str]:
    """The words of a field's own name: "total passengers"."""
    dimension = a.lexicon.dimension(row.table, row.name)
    return set(words_of(dimension.label or dimension.name)) if dimension is not None else set()


def _in_order(a: Assembler, row: RowField) -> bool:
    """Whether a list is asked for that goes by what ranks: "the longest rivers, from longest to shortest"."""
    frame = a.frame
    keys = [a.reading.target(k.mention if isinstance(k, Wanted) else k) for k, _ in frame.order]
    bare = any(key is None for key in keys) and "alphabetical" not in frame.notes
    fields = [a.fields.row_field(key) for key in keys if key is not None]
    return frame.ordered or bare or row in fields


def _all_with_it(a: Assembler, field: str, direction: Direction) -> str:
    """ "The restaurants with the highest rating": all rows that have the highest of those that the question speaks of."""
    than = Than(aggregate="max" if direction == "desc" else "min")
    a.parts.filters.append(ThanFilter(field=field, op="=", than=than))
    a.frame.direction = None
    return "list"


def _right_behind(wanted: Wanted, mention: Item) -> bool:
    """Whether a number is named behind an "and" right after another one."""
    item = wanted.mention
    return item is not None and item.after_and and 0 < item.start - mention.end <= _AND_THE


_AND_THE = 2
"""Words at most between two names that an "and" joins: "and the"."""


def _of_days(a: Assembler, target: Target, direction: Direction) -> str:
    """How the latest of several days is told: by the last of them, and the earliest by the first; "" for what is no day."""
    dimension = a.lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    if dimension is None or dimension.type != "time":
        return ""
    return "max" if direction == "desc" else "min"


def _names_kind(a: Assembler, item: Item) -> bool:
    """ "Top 2 topics per country": a field of words, of which the best are picked."""
    target = a.reading.target(item)
    dimension = (
        a.lexicon.dimension(target.table, target.name) if target is not None and target.kind == "dimension" else None
    )
    return dimension is not None and dimension.type == "string"


def _is_its_own(a: Assembler, table: str, subject: Target) -> bool:
    """Whether a field of this table is one of what is ranked, or of the people whom these are."""
    people = whose_name(subject.table, a.lexicon) if subject.kind == "table" else None
    return table == subject.table or (people is not None and table == people.table)


def is_row(a: Assembler, subject: Target) -> bool:
    """Whether what is ranked is one row of its table each: the thing itself, or a field that names one."""
    return subject.kind == "table" or shapes.names_rows(a, subject)


def judge(a: Assembler) -> bool:
    """Whether the best is the lowest: of what goes wrong. "Worst by return rate" may be either, which is not decided here."""
    if not a.frame.judged:
        return False
    rank = a.frame.rank
    for wanted in [*a.frame.wanted, *([rank] if rank else [])]:
        target = a.reading.target(wanted.mention)
        if wanted.made is not None:
            raise Declined(
                f"It is not clear whether “{a.frame.judged}” means the highest or the lowest share: ask for one of them."
            )
        words = set(words_of(label_of(a.lexicon, target))) if target is not None else set()
        if target is None or {"on", "time"} <= words or words & _MORE_IS_BETTER:
            continue
        wrong = words & _GOES_WRONG and words <= _GOES_WRONG | _HOW_MUCH
        if wrong and wanted is rank and not a.frame.wanted:
            return True
        if words & _LESS_IS_BETTER:
            raise Declined(
                f"It is not clear whether “{a.frame.judged}” means the highest or the lowest "
                f"{label_of(a.lexicon, target)}: ask for one of them."
            )
    return False


def named_measure(a: Assembler, rank: Wanted, target: Target | None) -> bool:
    """Whether the ranking number is a governed total rather than a field of each row."""
    if target is None or target.kind not in ("measure", "derived") or target.kind == "derived":
        return target is not None and target.kind == "derived"
    measure = a.lexicon.measure(target.table, target.name)
    return measure is not None and measure.filter is not None


def context_only(a: Assembler, item: Item) -> bool:
    target = a.reading.target(item)
    return target is not None and target.table in a.bases


def rank_target(a: Assembler, rank: Wanted) -> Target | None:
    if rank.attribute:
        return ages.since(a, rank) or measuring.attribute(a, rank)
    return a.reading.target(rank.mention)


def subject_target(a: Assembler) -> Target | None:
    frame = a.frame
    number = frame.rank.mention.end if frame.rank is not None and frame.rank.mention is not None else -1
    # "which county has the lowest average charge for calls": what stands before the number, not what the number is of;
    # but "which county has the highest-rated school" is that of the one school
    for item in sorted([*frame.entities, *frame.columns], key=lambda i: i.start > number > 0):
        target = a.reading.target(item)
        if target is not None and target.kind in ("table", "dimension"):
            return target
    return None


def list_for_rank(a: Assembler, subject: Target) -> None:
    frame, parts = a.frame, a.parts
    lead = a.fields.display(subject.table) or a.fields.key(subject.table)
    if lead is not None:
        parts.dimensions.append(f"{subject.table}.{lead}")
    for item in frame.columns:
        extra = a.reading.target(item)
        if extra is not None:
            before = list(parts.dimensions)
            shapes.add_column(a, item, extra, subject.table)
            if len(parts.dimensions) > len(before) and parts.dimensions[-1] in before:
                parts.dimensions.pop()


def top_entities(a: Assembler, direction: str) -> str:
    """ "Top 5 cities" after a measure was named: the same things, the highest first."""
    frame, parts = a.frame, a.parts
    subject = subject_target(a)
    if subject is None:
        raise Declined(LOST)
    if not parts.measures:
        if frame.groups:
            raise NoNumber("The question does not say by what number the best are chosen.")
        raise NoNumber(
            f"The question does not say by what the {(direction == 'desc' and 'top') or 'bottom'} ones are chosen."
        )
    a.group_by(subject, ranked=True)
    parts.order.append(OrderBy(field=measure_name(parts.measures[0]), direction=direction))  # type: ignore[arg-type]
    return "aggregate"


def best_in_groups(a: Assembler, thing: Item) -> str:
    """ "Top 3 products per category by revenue": ranked within each group; ties share a place."""
    frame, parts = a.frame, a.parts
    subject = a.reading.target(thing)
    if subject is not None and (frame.rank is None or frame.rank.mention is None) and not parts.measures and frame.size:
        frame.rank = amounts.size_of(a, subject)
    if not parts.measures and frame.rank is not None:
        parts.measures.append(measuring.measure(a, frame.rank))
    if subject is None or len(parts.measures) != 1 or any(g.part is not None for g in frame.groups):
        raise Declined("The best of each group cannot be asked for in one go here.")
    a.bases = list(a.tables_of_measure(parts.measures[0]))
    for group in frame.groups:
        if group.grain is not None and group.mention is None:
            name = spans.time_field(a, group.text)
            parts.dimensions.append(DimensionRef(field=name, grain=group.grain))
            if "." in name:
                parts.filters.append(FieldFilter(field=name, op="is_not_null"))
            continue
        target = a.reading.target(group.mention)
        if target is None or group.grain is not None:
            raise Declined(LOST)
        kind = a.lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
        if kind is not None and kind.type == "number" and a.fields.has_measure(target):
            raise Declined(f"“{group.text}” is an amount, so there is no best one for each of it.")
        a.group_by(target, ranked=True)
    within, groups = tuple(a.field_name(d) for d in [*parts.dimensions, *a.keys]), len(parts.dimensions)
    a.group_by(subject, ranked=True)
    if len(parts.dimensions) == groups:
        raise Declined("The best of each group cannot be asked for in one go here.")
    of = measure_name(parts.measures[0])
    direction = frame.direction or "desc"
    parts.calculations.append(Calculation(kind="rank", of=of, name="place", within=within, direction=direction))
    parts.filters.append(FieldFilter(field="place", op="<=", values=(frame.top or 1,)))
    parts.order.extend(OrderBy(field=name) for name in (*within, "place"))
    parts.limit = None
    frame.groups.clear()
    frame.top = frame.rank = frame.direction = None
    return "aggregate"


_GOES_WRONG = spread("failure error defect churn complaint delay")
"""What nobody wants more of: the best is who has least of it."""
_HOW_MUCH = spread("average total rate number percent minute hour day departure arrival")
_MORE_IS_BETTER = spread("success successful completion uptime availability satisfaction")
_LESS_IS_BETTER = spread(
    "return refund cost churn bounce failure failed cancellation cancelled defect complaint day time "
    "duration delay error expense loss"
)
