"""What is overdue: due before today, and neither done nor called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lunara.ask.planners.offline.endings import ARRIVING, CALLED_OFF, CLOSING, PAYING
from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.periods import TimePhrase, span_of
from lunara.ask.planners.offline.plain.things import dates, says, shown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import verb_stems
from lunara.semantic.model import Dimension

_DONE = CLOSING | PAYING | (ARRIVING - {"ship", "arrive", "receive"}) | {"return", "payment", "done"}


def overdue(g: Cursor, item: Item) -> bool:
    """ "Overdue invoices": due before today and not yet paid, where their table has one date for each of the two.

    Dates on which they were called off must be empty too, and a state must not say so; without a date of their end it says what
    is open. What was read is told.
    """
    if item.low != "overdue" or g.today is None:
        return False
    things = [i for i in g.items if i.kind == "mention" and g.is_entity(i)]
    tables = {m.target.table for i in things for m in i.matches if m.target.kind == "table" and m.exact}
    for table in sorted(tables):
        known = dates(table, g.lexicon)
        due = [d for d in known if says(d) & {"due", "deadline"}]
        done = [d for d in known if says(d) & _DONE and d not in due]
        state = _state(g, table)
        if len(due) != 1 or _flagged(g, table) or state is None or len(done) != 1 - (not done and bool(state.open)):
            continue
        away = [d for d in known if says(d) & (CALLED_OFF | {"archive"}) and d not in (*due, *done)]
        before = TimePhrase(item.start, item.end, "range", range=span_of(None, g.today))
        g.condition(Condition("date", _named(item, table, due[0]), time=before, negated=g.negated))
        for date in (*done, *away):
            g.condition(Condition("null", _named(item, table, date)))
        kept = state.open if not done else state.away
        if kept:
            g.condition(Condition("value", _valued(item, table, state.name, kept), negated=bool(done)))
        if g.negated:
            g.frame.refusal = f"It is not clear what is not “{item.text}”: say what is paid, or what is due when."
        said = [f"{shown(d)} is empty" for d in (*done, *away)]
        if kept:
            label = shown(g.lexicon.dimension(table, state.name) or due[0])
            said.append(f"{label} is {'not ' if done else ''}{' or '.join(kept)}")
        g.frame.notes.append(f"“{item.text}” was read as: {shown(due[0])} is before today, and {' and '.join(said)}.")
        return True
    return False


@dataclass(frozen=True)
class _State:
    """The field that says how rows are, and which of its values say that they were called off or are still to be done."""

    name: str = ""
    away: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def _state(g: Cursor, table: str) -> _State | None:
    """The state of these rows, an empty one where they have none; None where what it says of them is not clear."""
    lexicon = g.lexicon
    named = [d for d in lexicon.tables[table].dimensions if d.type == "string" and not d.hidden]
    states = [d for d in named if lexicon.is_state(table, d.name) and lexicon.flag(table, d.name) is None]
    codes = [r.to_table for r in lexicon.model.relationships if r.from_table == table]
    if any({"status", "state", "stage"} & {*table_words(lexicon.tables.get(code))} for code in codes):
        return None  # how they are is said by a code that is explained elsewhere
    if not states:
        return _State()
    values = [str(v) for v in lexicon.values.of_field(table, states[0].name, limit=_MOST)]
    away = tuple(v for v in values if _told(v) & CALLED_OFF)
    still = tuple(v for v in values if v.lower() in _OPEN)
    rest = [v for v in values if v not in away and v not in still and not _told(v) & _DONE]
    return None if len(states) > 1 or not values or rest else _State(states[0].name, away, still)


def _told(value: str) -> set[str]:
    return {value.lower(), *verb_stems(value.lower())}


_OPEN = frozenset(spread("open outstanding unpaid"))
_MOST = 20


def _valued(item: Item, table: str, name: str, values: Sequence[str]) -> Item:
    made = Item("mention", item.start, item.end, item.text, low=item.low)
    made.matches = [Match(Target("value", table, name, v), 1.0, True) for v in values]
    return made


def _named(item: Item, table: str, date: Dimension) -> Item:
    made = Item("mention", item.start, item.end, item.text, low=item.low)
    made.matches = [Match(Target("dimension", table, date.name), 1.0, True)]
    return made


def _flagged(g: Cursor, table: str) -> bool:
    """Whether a yes or no of these rows says that they were called off."""
    shown_ = (d for d in g.lexicon.tables[table].dimensions if not d.hidden)
    return any(says(d) & CALLED_OFF and g.lexicon.flag(table, d.name) is not None for d in shown_)
