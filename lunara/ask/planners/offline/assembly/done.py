"""Deeds that are done: a period of what "ended" holds no day after today, and what is cut by it goes by the date of the deed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import dates
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.endings import DUE, LAPSING
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.periods import TimePhrase, until_today
from lunara.ask.planners.offline.plain.happening import UP_TO_TODAY
from lunara.ask.planners.offline.plain.leaving import GONE
from lunara.ask.planners.offline.plain.things import says
from lunara.ask.planners.offline.words import DATE_VERBS
from lunara.ask.tokens import verb_stems

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.conditions import Conditions


_LAPSING = LAPSING | {"finish"}


def lapses(item: Item | None) -> bool:
    """Whether it is said of an end, which is set before it comes: what has not come to it is so without one, too."""
    return item is not None and bool(_LAPSING & _verbs(item))


def ends(item: Item | None) -> bool:
    """Whether it is said of those who are gone, which the rest of the rows are not: pupils who cancelled."""
    return item is not None and bool(GONE & _verbs(item))


def may_lie_ahead(c: Conditions, item: Item | None, target: Target | None) -> bool:
    """Whether what is said of the past goes by a date that may still be to come.

    That is where its last day lies after today; where that day is not known, an end is often set before it comes.
    """
    if item is None or target is None or not _past(item):
        return False
    verbs = _verbs(item)
    dimension = c.lexicon.dimension(target.table, target.name)
    if dimension is None or dimension.type != "time" or verbs & DUE:
        return False
    last = c.lexicon.values.last_day(f"{target.table}.{target.name}")
    if last is None:
        return bool(_LAPSING & verbs)
    return last > c.owner.clock.today and bool(
        says(dimension) & {w for v in verbs for w in (v, *DATE_VERBS.get(v, ()))}
    )


def _verbs(item: Item) -> set[str]:
    return {*item.verb, *(v for w in item.low.split() for v in verb_stems(w))}


def _past(item: Item) -> bool:
    """ "Ended", not "ends" or "ending"."""
    return any(verb_stems(w) and not w.endswith("ing") for w in item.low.split())


def until_now(c: Conditions) -> None:
    """Cut the periods of what is said to be done at the end of today. Raises Declined where one lies ahead."""
    for condition in c.frame.conditions:
        item = condition.verb or condition.mention
        if condition.kind != "date" or condition.time is None or item is None:
            continue
        if may_lie_ahead(c, item, dates.date_of(c, condition)):
            condition.time = _cut(c, condition.time, item)
            condition.more = [_cut(c, one, item) for one in condition.more]


def _cut(c: Conditions, phrase: TimePhrase, item: Item | None) -> TimePhrase:
    if phrase.range is None:
        return phrase
    found = until_today(phrase.range, c.owner.clock)
    if found is None:
        said = item.text if item is not None else "done"
        raise Declined(f"That period lies ahead, so nothing was “{said}” in it yet.")
    if found == phrase.range:
        return phrase
    if UP_TO_TODAY not in c.owner.parts.notes:
        c.owner.parts.notes.append(UP_TO_TODAY)
    return replace(phrase, range=found, bare_year=None)


def by_deed(c: Conditions) -> None:
    """ "Contracts ended by month": the months, and a period said apart from the verb, are those of the date it names.

    "Ended contracts by month" may be meant of either date, which is asked.
    """
    frame, owner = c.frame, c.owner
    cut = bool(frame.times) or any(g.grain is not None and g.mention is None for g in frame.groups)
    if owner.date_of is not None or len(owner.bases) != 1 or not cut:
        return
    said = [x for x in frame.conditions if x.kind == "event" and not x.negated and x.verb is not None]
    target = _own_date(c, said[0]) if len(said) == 1 else None
    if target is None or target.table not in owner.bases:
        return
    field, default, item = f"{target.table}.{target.name}", c.fields.time_of(target.table), said[0].verb
    if field == default or item is None:
        return
    ahead = may_lie_ahead(c, item, target)
    if not ahead and not item.after_thing:
        return
    if default is not None and not item.after_thing:
        table, _, bare = default.rpartition(".")
        choices = [
            (label_of(c.lexicon, Target("dimension", table, bare)), "default"),
            (label_of(c.lexicon, target), "own"),
        ]
        if owner.settle("Which date does the period mean?", f"date {item.start}", choices) == "default":
            return
    owner.date_of = field
    if frame.times:
        frame.times = [_cut(c, one, item) for one in frame.times] if ahead else frame.times
        frame.conditions = [x for x in frame.conditions if x is not said[0]]


def _own_date(c: Conditions, condition: Condition) -> Target | None:
    target = condition.own or c.owner.reading.target(condition.mention)
    dimension = c.lexicon.dimension(target.table, target.name) if target is not None else None
    return target if dimension is not None and dimension.type == "time" else None
