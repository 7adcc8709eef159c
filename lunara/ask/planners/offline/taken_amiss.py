"""Words that a query may have taken for something of another thing than the question says: then it is not answered."""

from __future__ import annotations

from datetime import datetime

from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.semantic.filters import leaves_of
from lunara.semantic.names import humanize, lowered
from lunara.semantic.query import ExistsFilter, SemanticQuery

_WHOSE = spread("their theirs its")
_THESE = spread("these those them")
_COMING = (("to", "come"), ("upcoming",), ("forthcoming",), ("coming", "up"))


def taken_amiss(work: Work, query: SemanticQuery) -> str | None:
    """Why the query may be of something else than the question, in words; None when it is not."""
    return (
        _state_of_another(work)
        or _of_those_before(work)
        or _verb_of_a_number(work, query)
        or _still_to_come(work, query)
    )


def _state_of_another(work: Work) -> str | None:
    """ "Confirmed registrations" are not those of confirmed events, where registrations have a status of their own."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    said = {id(item): target for item in work.items if (target := reading.target(item)) is not None}
    named = [t.table for t in said.values() if t.kind in ("table", "measure") and t.table in lexicon.tables]
    for at, item in enumerate(work.items):
        value = said.get(id(item))
        if value is None or value.kind != "value" or not lexicon.is_state(value.table, value.name):
            continue
        behind = said.get(id(work.items[at + 1])) if item.before_thing and at + 1 < len(work.items) else None
        of = [behind.table] if behind is not None and behind.table in lexicon.tables else named
        for table in () if value.table in of else of:
            own = [
                one
                for one in lexicon.tables[table].dimensions
                if one.type == "string" and not one.hidden and lexicon.is_state(table, one.name)
            ]
            if own:
                there, things = _called(work, value.table), _called(work, table)
                label = lowered(own[0].label or humanize(own[0].name))
                return (
                    f"“{item.text}” is said of {things}, and here it is a state of {there}. "
                    f"Ask for {things} by {label}, or say whose state is meant."
                )
    return None


def _called(work: Work, table: str) -> str:
    found = work.lexicon.tables[table]
    return lowered(found.label or humanize(found.name))


def _of_those_before(work: Work) -> str | None:
    """ "What is their total amount?" is of what the question before was about: it must go on from it."""
    if work.base_query is not None or not work.question.history:
        return None
    for at, item in enumerate(work.items):
        words = item.low.split()
        before = any(i.kind == "mention" for i in work.items[:at])
        behind = any(i.kind == "mention" for i in work.items[at + 1 : at + 2])
        whose = item.kind == "filler" and bool(_WHOSE & {*words}) and not before
        these = item.kind == "filler" and bool(_THESE & {*words}) and not behind
        if whose or these:
            return f"It is not clear whose number “{item.text}” asks for. Ask the whole of it in one question."
    return None


def _verb_of_a_number(work: Work, query: SemanticQuery) -> str | None:
    """ "Invoiced amount" is the amount that was invoiced, and no other amount of what was invoiced at some time."""
    asked = [w.mention for w in work.frame.wanted if w.mention is not None]
    over_there = any(isinstance(one, ExistsFilter) for one in leaves_of(query.filters))
    for condition in work.frame.conditions if over_there else ():
        verb = condition.verb
        if condition.kind not in ("exists", "event") or verb is None or condition.mention not in (None, verb):
            continue
        if any(verb.end == number.start for number in asked):
            return f"No number here is called “{verb.text}”. Name the number with its own name in the data."
    return None


def _still_to_come(work: Work, query: SemanticQuery) -> str | None:
    """ "Still to come this year" leaves out the days of this year that are over."""
    words = [word for item in work.items for word in item.low.split()]
    said = any(tuple(words[at : at + len(one)]) == one for one in _COMING for at in range(len(words)))
    found = query.time.range if query.time is not None else None
    first = found.from_ if found is not None else None
    first = first.date() if isinstance(first, datetime) else first
    if not said or found is None or (first is not None and first >= work.question.clock.today):
        return None
    return "A period of which only what is still to come is meant cannot be asked for in one go. Name its first day."
