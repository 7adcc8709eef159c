"""Which date of its rows a period is of: the one that a verb, a participle or a group names, else their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.assembly import dates, done
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.directions import date_of_end
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.tokens import verb_stems

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.assembly.conditions import Conditions


def settle_dates(c: Conditions) -> None:
    """Bind the question's periods to the date they are of. Raises Declined, Open."""
    if not c.owner.bases:
        return
    c.frame.conditions = [_of_state(c, condition) or condition for condition in c.frame.conditions]
    _of_values_there(c)
    done.until_now(c)
    _by_condition(c)
    done.by_deed(c)
    _by_end(c)
    _by_group(c)


def right_behind_a_verb(a: Assembler) -> None:
    """ "Clients registered in 2024 without a visit": the period is of the verb that it follows, which is their own date,
    whatever else they are to have or not to have. So it is of those that are grouped by: "miles by pilots hired in 2021".
    """
    times = a.frame.times
    if len(times) != 1 or times[0].kind != "range" or times[0].point or a.date_of is not None:
        return
    verb = next((f for f in a.frame.filler if f.end == times[0].start), None)
    things = [*a.frame.entities, *(w.mention for w in a.frame.wanted if w.count and w.mention is not None)]
    things += [g.mention for g in a.frame.groups if g.mention is not None]
    thing = next((i for i in things if verb is not None and i.end == verb.start), None)
    target = a.reading.target(thing)
    default = a.fields.time_of(target.table) if target is not None and target.table else None
    if verb is None or target is None or default is None or default.rpartition(".")[0] != target.table:
        return
    said = {v for w in words_of(default.rpartition(".")[2]) for v in (w, *verb_stems(w))}
    if said & set(verb_stems(verb.low)):
        a.date_of = default


def _of_values_there(c: Conditions) -> None:
    """ "Clients with weddings in 2024": of the weddings, where clients are there for a while or have no date of their own.

    The day on which a client came about is not that of what they had.
    """
    frame, owner = c.frame, c.owner
    if len(owner.bases) != 1 or len(frame.times) != 1 or owner.date_of is not None or owner.list_base is not None:
        return
    time, own = frame.times[0], c.fields.time_of(owner.base)
    if time.kind != "range" or time.point or (own is not None and masters.came_about(owner.base, c.lexicon) is None):
        return
    said = [(x, t) for x in frame.conditions if x.kind == "value" and (t := _of_rows_there(c, x)) is not None]
    tables = {t.table for _, t in said}
    denied = any(x.negated for x, _ in said)
    if len(tables) != 1 or any(x.kind != "value" for x in frame.conditions) or (denied and len(said) > 1):
        return
    table = tables.pop()
    behind = any(x.mention is not None and x.mention.end == time.start for x, _ in said)
    if not (behind or time.start == 0) or (c.fields.time_of(table) or "").rpartition(".")[0] != table:
        return
    first = said[0][0]
    start = first.mention.start if first.mention is not None else 0
    rows = Item("mention", start, start, label_of(c.lexicon, Target("table", table, table)))
    owner.reading.chosen[id(rows)] = Match(Target("table", table, table), 1.0, True)
    there = Condition("exists", rows, negated=denied, denied_at=first.denied_at, without=first.without)
    inside = [x for x, _ in said]
    frame.conditions = [there, *(replace(x, home=there, negated=False) if x in inside else x for x in frame.conditions)]


def _of_rows_there(c: Conditions, condition: Condition) -> Target | None:
    """The value of a condition on rows of a deed, of which each of what is asked for may have several."""
    target = c.owner.reading.target(condition.mention)
    if target is None or target.kind != "value" or condition.mention is None or condition.mention.road:
        return None
    if condition.mention.low.endswith(("ed", "paid", "sold", "sent")):
        return None  # "clients who booked in 2025": what was done then, and no state of today
    far = c.far(f"{target.table}.{target.name}") and masters.lends(target.table, c.lexicon)
    return target if far else None


def _of_state(c: Conditions, condition: Condition) -> Condition | None:
    """ "Resolved in May": where the rows say when that was, the period is of that date and the state goes without saying.

    "Resolved tickets in May" may be meant of either date, which is asked.
    """
    item = condition.mention
    if condition.kind != "value" or item is None or not item.verb:
        return None
    asked = Condition("date", None, verb=item, time=condition.time, more=condition.more, negated=condition.negated)
    own = _own_date(c, asked)
    if condition.time is None and condition.negated:
        return _denied(c, condition, own)
    if condition.time is None:
        return _beside(c, condition, asked, own)
    if own is None or c.fields.time_of(own.table) == f"{own.table}.{own.name}":
        if own is None:
            _not_known(c, condition, item)
        c.frame.times.extend([condition.time, *condition.more])
        condition.time, condition.more = None, []
        return None
    if condition.negated:
        raise Declined(f"It is not clear whether “not” belongs to “{item.text}” or to its date. Ask for one of them.")
    return asked


def of_the_rows(c: Conditions, parts: Sequence[Condition]) -> None:
    """ "What percentage of orders were cancelled in 2025": of the orders of 2025, where no date says when they were cancelled."""
    for part in parts:
        item = part.mention
        if part.kind != "value" or item is None or part.time is None:
            continue
        asked = Condition("date", None, verb=item, time=part.time, more=part.more, negated=part.negated)
        own = _own_date(c, asked)
        if own is None or c.fields.time_of(own.table) == f"{own.table}.{own.name}":
            c.frame.times.extend([part.time, *part.more])
            part.time, part.more = None, []


def _not_known(c: Conditions, condition: Condition, item: Item) -> None:
    """ "Closed last month" where no date says when that was: said with the answer, or declined where a history holds it."""
    target = c.owner.reading.target(item)
    base, things = c.owner.base, c.fields.say_table(c.owner.base)
    if target is None or target.table != base or c.fields.time_of(base) is None:
        return
    for match in item.matches:
        there = match.target.table
        history = match.target.kind == "value" and match.target.name == target.name and there != base
        if history and c.roads.distance_up(there, base) == 1 and c.fields.time_of(there) is not None:
            raise Declined(f"When {things} were “{item.text}” is held by {c.fields.say_table(there)}: ask for those.")
    name = (c.fields.time_of(base) or "").rpartition(".")
    date = label_of(c.lexicon, Target("dimension", name[0], name[2]))
    c.owner.parts.caveats.append(f"Nothing says when {things} became “{item.text}”: the period is of {date}.")


def _denied(c: Conditions, condition: Condition, own: Target | None) -> Condition | None:
    """ "Not resolved": the status is another one, or nothing ever resolved it."""
    item = condition.mention
    if own is None or item is None or c.fields.time_of(own.table) == f"{own.table}.{own.name}":
        return None
    target = c.owner.reading.target(item)
    if target is None or target.table != own.table:
        return None
    state = f"{label_of(c.lexicon, target)} is not “{target.value}”"
    choices = ((f"{label_of(c.lexicon, own)} is empty", "date"), (state, "state"))
    text = f"“Not {item.text}” can mean two things here. Which one is meant?"
    if c.owner.settle(text, f"denied {item.start}", choices) == "state":
        return None
    return Condition("event", None, verb=item, own=own, negated=True, joiner=condition.joiner)


def _beside(c: Conditions, condition: Condition, asked: Condition, own: Target | None) -> Condition | None:
    """A state whose period, or the periods it is grouped by, stand elsewhere in the question."""
    frame, item = c.frame, condition.mention
    cut = bool(frame.times) or any(g.grain is not None and g.mention is None for g in frame.groups)
    if own is None or item is None or not cut:
        return None
    default = c.fields.time_of(own.table)
    if default == f"{own.table}.{own.name}" or own.table not in c.owner.bases:
        return None
    if not item.after_thing:
        choices = [(label_of(c.lexicon, own), "own")]
        if default is not None:
            table, _, bare = default.rpartition(".")
            choices.insert(0, (label_of(c.lexicon, Target("dimension", table, bare)), "default"))
        if c.owner.settle("Which date does the period mean?", f"date {item.start}", choices) == "default":
            return None
    if not frame.times:
        c.owner.date_of = f"{own.table}.{own.name}"
        return Condition("event", None, verb=item, own=own, joiner=condition.joiner)
    asked.time, *asked.more = frame.times
    frame.times = []
    return asked


def _own_date(c: Conditions, asked: Condition) -> Target | None:
    return next((t for b in c.owner.bases if (t := dates.verb_date(c, asked, b, exactly=True)) is not None), None)


def _by_condition(c: Conditions) -> None:
    """ "Ended in 2025 by month": the period, and the months, are those of the end."""
    frame, owner = c.frame, c.owner
    said = [x for x in frame.conditions if x.kind == "date" and x.time is not None]
    if len(said) != 1 or said[0].negated or frame.times:
        _no_more(said)
        return
    condition = said[0]
    target = dates.date_of(c, condition)
    homes = {(c.fields.time_of(b) or "").rpartition(".")[0] for b in owner.bases} | set(owner.bases)
    if target is None or len(owner.bases) != 1 or target.table not in homes:
        _no_more(said)
        return
    owner.date_of = f"{target.table}.{target.name}"
    if condition.time is not None:
        frame.times = [condition.time, *condition.more]
    frame.conditions = [x for x in frame.conditions if x is not condition]


def _no_more(said: list[Condition]) -> None:
    if any(condition.more for condition in said):
        raise Declined("Several periods can only be set beside each other for one date of what is asked for.")


def _by_end(c: Conditions) -> None:
    """ "Arrivals at Oslo by month": the months are those of the arrival. Raises Declined where no date tells when that was."""
    frame, owner = c.frame, c.owner
    cut = bool(frame.times) or any(g.grain is not None and g.mention is None for g in frame.groups)
    ends = {i.moved for i in frame.mentions() if i.moved}
    if owner.date_of is not None or len(owner.bases) != 1 or not cut or not ends:
        return
    table = owner.base
    own = [d for d in c.lexicon.tables[table].dimensions if d.type == "time" and not d.hidden]
    if len(own) < 2:
        return
    found = date_of_end(table, next(iter(ends)), c.lexicon) if len(ends) == 1 else []
    default = c.fields.time_of(table)
    if any(f"{table}.{t.name}" == default for t in found):
        return
    if len(found) != 1:
        choices = [(label_of(c.lexicon, t), t.name) for t in found]
        choices = choices or [(d.label or d.name, d.name) for d in own]
        owner.date_of = f"{table}.{owner.settle('Which date does the period mean?', 'date of the end', choices)}"
        return
    owner.date_of = f"{table}.{found[0].name}"


def _by_group(c: Conditions) -> None:
    """ "By month of resolution in 2026": the period is of the date that is grouped by."""
    frame, owner = c.frame, c.owner
    if owner.date_of is not None or len(owner.bases) != 1 or not frame.times:
        return
    named = []
    for group in frame.groups:
        target = owner.reading.target(group.mention)
        dimension = c.lexicon.dimension(target.table, target.name) if target is not None else None
        if target is not None and dimension is not None and dimension.type == "time" and group.mention is not None:
            named.append((group.mention, target))
    if len(named) != 1 or named[0][1].table not in owner.bases:
        return
    item, target = named[0]
    name, default = f"{target.table}.{target.name}", c.fields.time_of(target.table)
    if name == default or default is None:
        return
    if frame.times[0].start < item.start:
        table, _, bare = default.rpartition(".")
        other = label_of(c.lexicon, Target("dimension", table, bare))
        choices = [(other, "default"), (label_of(c.lexicon, target), "own")]
        if owner.settle("Which date does the period mean?", f"date {item.start}", choices) == "default":
            return
    owner.date_of = name
