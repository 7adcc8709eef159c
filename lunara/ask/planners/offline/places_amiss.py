"""Places that a query takes from other things: "customers from Boston" are not those whose agent has an office there."""

from __future__ import annotations

from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.names import lowered

_PLACES = frozenset(("city", "town", "country", "state", "region", "county", "province"))


def place_of_another(work: Work) -> str | None:
    """Why a place is not that of what is asked for, where this has one of the same kind and the value is known of others only.

    Where the field or its thing is named beside the value ("offices in Boston", "office city Boston") it is meant.
    """
    reading, lexicon = work.reading or Reading(), work.lexicon
    things = _things(work, reading)
    named = {t.table for i in work.items if (t := reading.target(i)) is not None and t.kind in ("table", "dimension")}
    for item in work.items:
        target = reading.target(item)
        if target is None or target.kind != "value" or target.table in named or target.table in things:
            continue
        if len({(m.target.table, m.target.name) for m in item.matches if m.target.kind == "value"}) > 1:
            continue  # asked about, or told by what stands beside it
        kind = _kind(target.table, target.name, work)
        for thing in things if kind else ():
            away = lexicon.roads.distance_up(thing, target.table)
            nearer = _nearest(thing, kind, work)
            if away is not None and nearer is not None and nearer[0] < away:
                return _said(item, kind, nearer[1], target, work)
    return None


def _said(item: Item, kind: str, whose: str, target: Target, work: Work) -> str:
    theirs = lowered(label_of(work.lexicon, Target("table", whose, whose)))
    others = lowered(label_of(work.lexicon, Target("table", target.table, target.table)))
    return (
        f"“{item.text}” is known as a {kind} of {others}, and not as one of {theirs}. "
        f"Ask for “{others} in {item.text}” if those are meant."
    )


def _things(work: Work, reading: Reading) -> list[str]:
    """The tables whose rows are asked for: those that are named and counted, else those that the number is made of."""
    named = [t.table for e in work.frame.entities if (t := reading.target(e)) is not None and t.kind == "table"]
    counted = [t.table for w in work.frame.wanted if (t := reading.target(w.mention)) is not None]
    return list(dict.fromkeys(named or counted))


def _kind(table: str, name: str, work: Work) -> str:
    """The kind of place that a field is, the words of its table aside; "" where it is none."""
    found = work.lexicon.dimension(table, name)
    words = (
        [w for w in words_of(found.label or found.name) if w not in table_words(work.lexicon.tables[table])]
        if found
        else []
    )
    return words[-1] if len(words) == 1 and words[0] in _PLACES else ""


def _nearest(thing: str, kind: str, work: Work) -> tuple[int, str] | None:
    """How far the nearest table is, from the rows that are asked for upwards, that has a place of this kind, and which it is."""
    found = [
        (steps, table)
        for table in work.lexicon.tables
        if (steps := work.lexicon.roads.distance_up(thing, table)) is not None
        and any(_kind(table, d.name, work) == kind for d in work.lexicon.tables[table].dimensions if not d.hidden)
    ]
    return min(found) if found else None
