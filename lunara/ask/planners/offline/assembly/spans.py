"""Periods: the field that they are of, several of them side by side, balances at a day."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import still_on, years
from lunara.ask.planners.offline.assembly.parts import LOST, SHARED_TIME, Declined
from lunara.ask.planners.offline.distinct import rows_between
from lunara.ask.planners.offline.frame import Group
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.periods import COMPARED, month_start, period_start, resolve, shift, span_of
from lunara.charts.parts import WEEKDAYS
from lunara.semantic.model import Grain
from lunara.semantic.query import (
    Compare,
    DatePart,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    TimeFilter,
    TimeRange,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def time_field(a: Assembler, words: str = "") -> str:
    """The time dimension that a period of this question means. Raises Declined when there is none."""
    if a.date_of is not None:
        return a.date_of
    found = [a.fields.time_of(table) for table in a.bases]
    if found and all(f is not None for f in found):
        own = list(dict.fromkeys(f for f in found if f is not None))
        if len(own) == 1:
            return own[0]
        return SHARED_TIME  # each measure by its own date
    if found and any(f is not None for f in found) and len(a.parts.measures) <= 1:
        return next(f for f in found if f is not None)
    several = _dates_of(a, a.bases[0]) if len(a.bases) == 1 else []
    between = _date_between(a) if len(a.bases) == 1 and not several else None
    if between is not None:
        return between
    if several:
        things = a.fields.say_table(a.bases[0])
        choices = [(label_of(a.lexicon, t), t.path) for t in several]
        return a.settle(f"{things[:1].upper()}{things[1:]} have several dates. Which one is meant?", "date", choices)
    names = " and ".join(a.fields.say_table(t) for t in a.bases) or "this"
    raise Declined(f"{names[:1].upper()}{names[1:]} has no date, so it cannot be cut by time.")


def _date_between(a: Assembler) -> str | None:
    """ "Patients per doctor in 2024": patients have no date, the visits that bring them together with doctors do."""
    base, groups = a.bases[0], [a.reading.target(g.mention) for g in a.frame.groups if g.mention is not None]
    tables = {t.table for t in groups if t is not None}
    apart = {t for t in tables if a.roads.distance_up(base, t) is None}
    counted = a.parts.measures == [a.fields.count(base)]
    if not apart or not counted:
        return None
    found = rows_between(base, tables, a.lexicon)
    return a.fields.time_of(found[0]) if found is not None else None


def _dates_of(a: Assembler, table: str) -> list[Target]:
    """The dates of a table's rows, where there are several and none is set as theirs."""
    found = [d for d in a.lexicon.tables[table].dimensions if d.type == "time" and not d.hidden]
    return [Target("dimension", table, d.name) for d in found] if len(found) > 1 else []


def cycle(a: Assembler, part: DatePart, words: str) -> DimensionRef:
    """A part of the date that the rows go by. Raises Declined where several dates or no time of day are known."""
    name = time_field(a, words)
    road, _, bare = name.rpartition(".")
    table = next((r.to_table for r in a.lexicon.model.relationships if r.name == road), road)
    dimension = a.lexicon.dimension(table, bare)
    if dimension is None:
        raise Declined(
            f"The numbers of the question go by different dates, so “{words}” is not one thing. Ask for one of them."
        )
    kind = (dimension.data_type or "").lower()
    if part == "hour" and (kind == "date" or dimension.grain in ("day", "week", "month", "quarter", "year")):
        raise Declined(f"{dimension.label or dimension.name} has no time of day, so “{words}” is not known.")
    if part == "day_of_week" and a.frame.rank is not None:
        called = _weekday_names(a, table)
        if called is not None:
            return DimensionRef(field=f"{road}.{called}")
    return DimensionRef(field=name, part=part)


def _weekday_names(a: Assembler, table: str) -> str | None:
    """The field of a calendar that holds the name of each day of the week; None where no field or more than one does."""
    days = {name[:length].lower() for name in WEEKDAYS for length in (3, len(name))}
    found = a.lexicon.tables[table]
    if len([d for d in found.dimensions if d.type == "time" and not d.hidden]) != 1:
        return None  # of several dates it may be the weekday of another one
    held = {
        d.name: {str(v).lower() for v in a.lexicon.values.of_field(table, d.name, limit=len(days))}
        for d in found.dimensions
        if d.type == "string" and not d.hidden
    }
    named = [name for name, values in held.items() if values and values <= days and len(values) == len(WEEKDAYS)]
    return named[0] if len(named) == 1 else None


def time(a: Assembler, shape: str) -> None:
    frame, parts = a.frame, a.parts
    if frame.compare is not None:
        parts.compare = Compare(to=frame.compare)
        if not frame.times and not any(g.grain for g in frame.groups) and parts.measures and not frame.trend:
            # "year over year" alone: every year beside the one before
            grain = frame.compare.removeprefix("previous_")
            frame.groups.append(Group(grain=grain if grain != "period" else "month"))  # type: ignore[arg-type]
        elif frame.times and not any(g.grain for g in frame.groups) and parts.measures and not frame.trend:
            unit = frame.compare.removeprefix("previous_")
            if all(longer_than(t.range, unit) for t in frame.times):
                frame.groups.append(Group(grain=unit))  # type: ignore[arg-type]
    if not frame.times:
        return
    if any(t.yearless for t in frame.times) and any(g.grain == "year" for g in frame.groups):
        raise Declined(
            "A part of every year cannot be picked out in one go. Name the year, or ask by month or quarter."
        )
    if frame.both:
        raise Declined("Two periods that must both hold cannot be asked for in one go. Ask for one of them at a time.")
    this_and_last(a)
    said = [t.bare_year for t in frame.times]
    if len(frame.times) > 1 and all(y is not None for y in said) and all(a.fields.time_of(b) is None for b in a.bases):
        held = own_year(a)
        if held is not None:
            parts.filters.append(FieldFilter(field=held, op="in", values=tuple(y for y in said if y is not None)))
            if parts.measures and not frame.either and held not in parts.dimensions:
                parts.dimensions.append(held)  # "2014 vs 2015": one beside the other
            return
    if len(frame.times) > 1 and not frame.either and (side_by_side(a) or one_before_the_other(a)):
        return
    if len(frame.times) > 1:
        ranges = [t.range for t in frame.times if t.range is not None]
        merged = _merge(ranges) or (_united(ranges, a) if frame.either or not parts.measures else None)
        if merged is None:
            raise Declined("The question names several periods; ask about one, or compare it with the period before.")
        chosen = merged
    else:
        first = frame.times[0].range
        if first is None:
            raise Declined(LOST)
        chosen = first
    if len(frame.times) == 1 and not parts.compare and still_on.from_to(a, frame.times[0]):
        parts.filters.extend(still_on.now_on(a, a.base))
        return
    try:
        name = time_field(a)
    except Declined:
        done = any(
            c.kind in ("exists", "event") for c in frame.conditions
        )  # "played in a match in 2014": whose year it is
        days = (chosen.from_, chosen.to) if chosen.from_ or chosen.to else _days(chosen, a)
        found = years.year_filters(a, a.bases, days) if days is not None and not done and not frame.compare else None
        if found is None or frame.times[0].point:
            raise
        parts.filters.extend(found)
        return
    if chosen.this == "day" and balances(a):
        chosen = span_of(None, a.clock.today + timedelta(days=1))  # the last that is known of today
    if frame.times[0].point and not balances(a):
        if _state_of_now(a, chosen):
            return
        if still_on.asked_now(a, frame.times[0]) and len(a.bases) == 1 and not parts.compare:
            parts.filters.extend(still_on.now_on(a, a.base))
            return
        raise Declined("A state at the end of a period is only known for balances such as stock.")
    if chosen.grain == "hour" and chosen.last is not None:
        parts.caveats.append(f"The last {chosen.last} hours are counted back from the end of today.")
    parts.time = TimeFilter(field=None if name == SHARED_TIME else name, range=chosen)


def _state_of_now(a: Assembler, chosen: TimeRange) -> bool:
    """ "Currently", "right now" beside a state that the rows carry: what they carry now, so the word leaves nothing out."""
    now = span_of(None, a.clock.today + timedelta(days=1))
    if chosen != now or len(a.frame.times) != 1:
        return False
    for condition in a.frame.conditions:
        target = a.reading.target(condition.mention) if condition.kind in ("value", "positive") else None
        dimension = a.lexicon.dimension(target.table, target.name) if target is not None else None
        if target is None or dimension is None or target.table not in {a.base, *a.bases}:
            continue
        if a.lexicon.is_state(target.table, target.name):
            a.parts.notes.append(f"{dimension.label or dimension.name} is taken as the data has it now.")
            return True
    return False


def own_year(a: Assembler) -> str | None:
    """The field that holds the year of the rows themselves. Raises Declined where the year may be of what they have."""
    held = a.fields.year_field(a.bases)
    others = [f.exists for f in a.parts.filters if isinstance(f, ExistsFilter)]
    if held is not None and others:
        year = label_of(a.lexicon, Target("dimension", *held.split(".", 1)))
        things, there = a.fields.say_table(a.base), a.fields.say_table(others[0])
        raise Declined(f"It is not clear whether the year is {year} of {things} or of their {there}. Name the field.")
    return held


def this_and_last(a: Assembler) -> None:
    """ "This year and last year": one beside the other, each up to the same day; the months of both where it is asked by them."""
    frame, parts = a.frame, a.parts
    ranges = [t.range for t in frame.times if t.range is not None]
    if len(ranges) != 2 or len(frame.times) != 2 or frame.compare is not None or not parts.measures:
        return
    now = next((r for r in ranges if r.this is not None or r.to_date is not None), None)
    before = next((r for r in ranges if r.previous is not None), None)
    if now is None or before is None or before.previous != (now.this or now.to_date):
        return
    both = _united(ranges, a) if any(g.grain for g in frame.groups) and not frame.side_by_side else None
    if both is not None:  # "per quarter this year and last year": all the quarters of both
        frame.times = [replace(frame.times[0], range=both)]
    elif before.previous in ("year", "quarter", "month", "week", "day"):
        frame.times = [t for t in frame.times if t.range is now]
        parts.compare = Compare.model_validate({"to": f"previous_{before.previous}"})


_SIZES = ("hour", "day", "week", "month", "quarter", "year")
_DAYS = {"hour": 0, "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def longer_than(found: TimeRange | None, unit: str) -> bool:
    """Whether a period holds several of a grain: "month over month" in 2025 is of its twelve months."""
    if found is None or unit not in _SIZES:
        return False
    if found.last is not None and found.grain is not None:
        return (found.grain == unit and found.last > 1) or _SIZES.index(found.grain) > _SIZES.index(unit)
    whole = found.this or found.previous or found.to_date
    if whole is not None:
        return _SIZES.index(whole) > _SIZES.index(unit)
    if found.from_ is None or found.to is None:
        return True
    return (found.to - found.from_).days > _DAYS[unit]


def balances(a: Assembler) -> bool:
    """Whether every measure is a balance: the last day of a period is its value."""
    for measure in a.parts.measures:
        target = a.fields.target_of(measure) if isinstance(measure, str) else None
        found = a.lexicon.measure(target.table, target.name) if target and target.kind == "measure" else None
        if found is None or found.additive_over != "not time":
            return False
    return bool(a.parts.measures)


def side_by_side(a: Assembler) -> bool:
    """ "2024 vs 2025", "in June and July 2025": neighbouring periods of one length become groups."""
    frame, parts = a.frame, a.parts
    spans = sorted((t.range.from_, t.range.to) for t in frame.times if t.range and t.range.from_ and t.range.to)
    if len(spans) != len(frame.times) or not parts.measures:
        return False
    grains = {_grain_of(a, b) for a, b in spans}
    if len(grains) != 1 or None in grains or any(x[1] != y[0] for x, y in itertools.pairwise(spans)):
        return False
    grain = next(iter(grains))
    first = spans[0][0]
    if grain is None or not isinstance(first, date) or period_start(first, grain, a.clock) != first:
        return False  # years that begin in January are no groups where the organization's begin in July
    name = time_field(a)
    name = None if name == SHARED_TIME else name  # type: ignore[assignment]
    parts.time = TimeFilter(field=name, range=span_of(spans[0][0], spans[-1][1]))
    if not any(g.grain for g in frame.groups):
        frame.groups.append(Group(grain=grains.pop()))
    return True


def _merge(ranges: list[TimeRange]) -> TimeRange | None:
    """The overlap of two half-open ranges ("after May 1 and before June 1"), None when they are separate periods."""
    plain = [r for r in ranges if r.from_ is not None or r.to is not None]
    if len(plain) != len(ranges):
        return None
    starts = [r.from_ for r in plain if r.from_ is not None]
    ends = [r.to for r in plain if r.to is not None]
    start = max(starts) if starts else None
    end = min(ends) if ends else None
    if start is not None and end is not None and start >= end:
        return None
    return span_of(start, end)


def _united(ranges: list[TimeRange], a: Assembler) -> TimeRange | None:
    """One period that is all of these ("in 2024 or 2025"), None when there is a gap between them."""
    spans = sorted(s for r in ranges if (s := _days(r, a)) is not None)
    if len(spans) != len(ranges) or any(one[1] < two[0] for one, two in itertools.pairwise(spans)):
        return None
    return span_of(spans[0][0], max(end for _, end in spans))


def _days(found: TimeRange, a: Assembler) -> tuple[date, date] | None:
    """First day and day after the last of a closed period."""
    if isinstance(found.from_, date) and isinstance(found.to, date):
        return found.from_, found.to
    return resolve(found, a.clock)


def one_before_the_other(a: Assembler) -> bool:
    """ "Q3 2026 compared with Q3 2025": two periods of one length, the later beside the earlier."""
    frame, parts = a.frame, a.parts
    spans = sorted(s for t in frame.times if t.range is not None and (s := _days(t.range, a)) is not None)
    if len(spans) != 2 or len(frame.times) != 2 or not frame.side_by_side or not parts.measures or parts.compare:
        return False
    (start, end), (later, later_end) = spans
    for unit in ("year", "quarter", "month", "week", "day"):
        if (shift(start, unit, 1), shift(end, unit, 1)) == (later, later_end) and _whole(start, end, later, later_end):
            parts.compare = Compare.model_validate({"to": f"previous_{unit}"})
            name = time_field(a)
            parts.time = TimeFilter(field=None if name == SHARED_TIME else name, range=span_of(later, later_end))
            return True
    if (
        any(t.note for t in frame.times)
        or _grain_of(start, end) is None
        or _grain_of(start, end) != _grain_of(later, later_end)
    ):
        return False
    parts.compare = Compare(range=span_of(start, end))  # "January 2025 vs May 2025"
    name = time_field(a)
    parts.time = TimeFilter(field=None if name == SHARED_TIME else name, range=span_of(later, later_end))
    return True


def before_it(a: Assembler, grain: Grain) -> Compare | None:
    """The period before, where the question's own is within one period of the grain: it has no change from one to the next.

    None without a period, and for one that holds several.
    """
    if a.parts.time is None or grain in ("second", "minute", "hour"):
        return None
    found = a.parts.time.range
    open_ = found.from_ is None or found.to is None
    if open_ and not (found.last or found.this or found.previous or found.to_date):
        return None
    days = _days(found, a)
    if days is None or period_start(days[0], grain, a.clock) != period_start(
        days[1] - timedelta(days=1), grain, a.clock
    ):
        return None
    whole = found.this or found.previous or found.to_date or _grain_of(*days)
    unit = whole if whole in COMPARED else "period"
    return Compare(to=COMPARED[unit])


def _whole(*days: date) -> bool:
    """Whether periods begin and end with months, or are shorter than one: 1 to 29 February has no like in a year before."""
    return all(day.day == 1 for day in days) or max(days) - min(days) < timedelta(days=31)


def _grain_of(start: date, end: date) -> Grain | None:
    for grain, months in (("month", 1), ("quarter", 3), ("year", 12)):
        if start.day == 1 and month_start(start, months) == end:
            return grain  # type: ignore[return-value]
    return "day" if (end - start).days == 1 else None
